// Nest on Express, as guides and templates put it together: passport-jwt with jwks-rsa, helmet, nestjs-pino, the throttler, interceptors.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  Catch,
  Controller,
  Get,
  HttpException,
  Module,
  Req,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import helmet from 'helmet';
import { passportJwtSecret } from 'jwks-rsa';
import { Logger, LoggerModule } from 'nestjs-pino';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Counter, Histogram, Registry } from 'prom-client';
import { map, tap } from 'rxjs';
import { sessionOf } from './session.mjs';

const { PORT, COGNITO_URL, POOL_ID, CLIENT_ID, ISSUER } = process.env;

/** What the compiler of TypeScript writes for decorators. */
const decorate = (target, key, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  for (const decorator of decorators.reverse()) decorator(target, key, descriptor);
};

class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: passportJwtSecret({
        ...{ cache: true, rateLimit: true, jwksRequestsPerMinute: 5 },
        jwksUri: `${COGNITO_URL}${POOL_ID}/.well-known/jwks.json`,
      }),
      ...{ issuer: ISSUER, algorithms: ['RS256'] },
    });
  }

  validate(claims) {
    if (claims.token_use !== 'access' || claims.client_id !== CLIENT_ID) return false;
    return revoked.has(claims.origin_jti) ? false : claims;
  }
}

const revoked = new Set();

class SessionController {
  read(request) {
    return sessionOf(request.user);
  }
}
Req()(SessionController.prototype, 'read', 0);
decorate(SessionController.prototype, 'read', Get('session'), UseGuards(AuthGuard('jwt')));
Controller('v1/auth')(SessionController);

class Envelope {
  intercept(context, next) {
    const { id } = context.switchToHttp().getRequest();
    return next.handle().pipe(map((data) => ({ data, meta: { requestId: id } })));
  }
}

const registers = [new Registry()];
const labelNames = ['method', 'route', 'status'];
const count = new Counter({ name: 'http_requests_total', help: 'requests', labelNames, registers });
const times = new Histogram({ name: 'http_request_seconds', help: 'times', labelNames, registers });

class Measured {
  intercept(context, next) {
    const [request, response] = [context.switchToHttp().getRequest(), context.switchToHttp().getResponse()];
    const end = times.startTimer();
    return next.handle().pipe(
      tap(() => {
        const labels = { method: request.method, route: request.route.path, status: response.statusCode };
        count.inc(labels);
        end(labels);
      }),
    );
  }
}

class Problems {
  catch(error, host) {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    host.switchToHttp().getResponse().status(status).json({ status, title: error.message });
  }
}
Catch()(Problems);

function AppModule() {}
Module({
  imports: [
    LoggerModule.forRoot({
      pinoHttp: { genReqId: () => randomUUID(), redact: ['req.headers.authorization'] },
    }),
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1200 }]),
    PassportModule,
  ],
  controllers: [SessionController],
  providers: [
    JwtStrategy,
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_INTERCEPTOR, useClass: Envelope },
    { provide: APP_INTERCEPTOR, useClass: Measured },
    { provide: APP_FILTER, useClass: Problems },
  ],
})(AppModule);

const app = await NestFactory.create(AppModule, { bufferLogs: true });
app.useLogger(app.get(Logger));
app.use(helmet());
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(Number(PORT), '127.0.0.1');
