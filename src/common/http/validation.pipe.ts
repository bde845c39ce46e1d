import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { AppError, type FieldError } from '../errors/app-error';

/**
 * Validates bodies and queries against their DTO classes. Members that the class does not know are refused, so that nobody can
 * name a role or a tenant in a body and have it slip through.
 */
export function createValidationPipe(): ValidationPipe {
  return new StrictPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (faults) => new AppError('validation_failed', { errors: fieldErrors(faults) }),
  });
}

/** Refuses what the stock pipe would drop in silence: class-transformer passes over members that every object or class has. */
class StrictPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Of our own making: who calls, or the request itself.
    if (metadata.type === 'custom') return super.transform(value, metadata);
    const errors = inheritedNames(value).map((field) => ({ field, message: 'should not exist' }));
    if (errors.length > 0) throw new AppError('validation_failed', { errors });
    return super.transform(value, metadata);
  }
}

/** Paths of members that are named like what every object has, or every class. */
function inheritedNames(value: unknown, parent = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(name in Object.prototype || name === 'prototype' ? [`${parent}${name}`] : []),
    ...inheritedNames(member, `${parent}${safeName(name)}.`),
  ]);
}

/** Nested faults as a flat list with dotted paths. Messages of class-validator name the property, never its value. */
export function fieldErrors(faults: readonly ValidationError[], parent = ''): FieldError[] {
  return faults.flatMap((fault) => {
    const name = safeName(fault.property);
    const field = parent === '' ? name : `${parent}.${name}`;
    const own = Object.values(fault.constraints ?? {}).map((message) => ({
      field,
      message: message.replaceAll(fault.property, name).slice(0, 200),
    }));
    return [...own, ...fieldErrors(fault.children ?? [], field)];
  });
}

/** Names of unknown members come from the caller: only what could be one is repeated, and no address, number or token. */
function safeName(name: string): string {
  return /^[\w:.$ -]{1,40}$/.test(name) && !/\d{4}/.test(name) ? name : '***';
}
