import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError, type FieldError } from '../errors/app-error';

/**
 * Validates bodies and queries against their DTO classes. Members that the class does not know are refused, so that nobody can
 * name a role or a tenant in a body and have it slip through.
 */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (faults) => new AppError('validation_failed', { errors: fieldErrors(faults) }),
  });
}

/** Nested faults as a flat list with dotted paths. Messages of class-validator name the property, never its value. */
export function fieldErrors(faults: readonly ValidationError[], parent = ''): FieldError[] {
  return faults.flatMap((fault) => {
    const field = parent === '' ? fault.property : `${parent}.${fault.property}`;
    const own = Object.values(fault.constraints ?? {}).map((message) => ({
      field: safeName(field),
      message: safeName(message),
    }));
    return [...own, ...fieldErrors(fault.children ?? [], field)];
  });
}

/** Names of unknown members come from the caller: kept short and printable. */
function safeName(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
