import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';

/** Header in which an app hands on what the AWS library for threat protection has collected (`EncodedData`). */
export const DEVICE_DATA_HEADER = 'x-device-data';

/** Where a request came from, as far as Cognito's threat protection wants to know it. */
export interface Client {
  /** Address of the person: of the connection, or what trusted proxies say (`TRUST_PROXY`). */
  readonly ip: string;
  /** Encoded device data, passed on as it is. */
  readonly deviceData?: string;
}

/** The client of a request, as a parameter of a route. */
export const ClientContext = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const { ip, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const deviceData = headers[DEVICE_DATA_HEADER];
  if (deviceData === undefined) return { ip };
  const fits = typeof deviceData === 'string' && /^[\x21-\x7e]{1,8192}$/.test(deviceData);
  if (!fits) throw new AppError('bad_request', { detail: 'X-Device-Data must be at most 8,192 characters.' });
  return { ip, deviceData };
});
