import { isIP, isIPv4 } from 'node:net';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';

/** Header in which an app hands on what the AWS library for threat protection has collected (`EncodedData`). */
export const DEVICE_DATA_HEADER = 'x-device-data';

/** Longest device data, in characters. */
export const DEVICE_DATA_LENGTH = 8192;

/** What `@ClientContext` leaves on a route. */
export const CLIENT_CONTEXT = 'gatehouse:client-context';

/** Where a request came from, as far as Cognito's threat protection wants to know it. */
export interface Client {
  /** Address of the person: of the connection, or what trusted proxies say (`TRUST_PROXY`). Left out when a proxy names none. */
  readonly ip?: string;
  /** Encoded device data, passed on as it is. */
  readonly deviceData?: string;
}

/** The client of a request, as a parameter of a route. */
export const ClientContext = createParamDecorator(
  (_: unknown, context: ExecutionContext): Client => {
    const { ip, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const address = addressFrom(ip);
    const deviceData = deviceDataFrom(headers[DEVICE_DATA_HEADER]);
    return {
      ...(address === undefined ? {} : { ip: address }),
      ...(deviceData === undefined ? {} : { deviceData }),
    };
  },
  [(target, method) => Reflect.defineMetadata(CLIENT_CONTEXT, true, handlerOf(target, method))],
);

/** Proxies may write what is no address, such as `unknown`, which Cognito would refuse together with the request. */
function addressFrom(ip: string): string | undefined {
  const plain = ip.replace(/^::ffff:/i, '');
  if (isIPv4(plain)) return plain;
  return isIP(ip) === 0 ? undefined : ip;
}

/** @throws AppError `bad_request` */
function deviceDataFrom(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const fits =
    typeof header === 'string' && header.length <= DEVICE_DATA_LENGTH && /^[\x21-\x7e]+$/.test(header);
  if (!fits) throw new AppError('bad_request', { detail: 'X-Device-Data must be at most 8,192 characters.' });
  return header;
}

function handlerOf(target: object, method: string | symbol | undefined): object {
  return (target as Record<string | symbol, object>)[method ?? ''] ?? target;
}
