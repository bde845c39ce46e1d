// The product's guard in a Nest application that has nothing else.
import { createRequire } from 'node:module';

// The modules of the product, not copies of ours: Nest knows its classes by identity.
const product = createRequire(new URL('../../dist/src/main.js', import.meta.url));
const { Controller, Get, Global, Module, Req } = product('@nestjs/common');
const { APP_GUARD, NestFactory } = product('@nestjs/core');
const { FastifyAdapter } = product('@nestjs/platform-fastify');
const { SignedIn } = product('./common/access/access.decorators.js');
const { AccessGuard } = product('./common/access/access.guard.js');
const { AccessModule } = product('./common/access/access.module.js');
const { ConfigModule } = product('./common/config/config.module.js');
const { loadEnvironment } = product('./common/config/load-environment.js');
const { HttpModule } = product('./common/http/http.module.js');
const { ObservabilityModule } = product('./common/observability/observability.module.js');
const { SharedStateModule } = product('./common/shared-state/shared-state.module.js');
const { LIVE_CHECK } = product('./common/access/liveness.js');
const { USER_DIRECTORY } = product('./common/access/user-directory.js');
const { LOG_DESTINATION } = product('./common/observability/log.js');
const { sessionOf } = product('./auth/session/session.js');

const environment = loadEnvironment(process.env);

class SessionController {
  read(request) {
    return { data: sessionOf(request.caller), meta: { requestId: request.id } };
  }
}
const descriptor = Object.getOwnPropertyDescriptor(SessionController.prototype, 'read');
Req()(SessionController.prototype, 'read', 0);
Get('session')(SessionController.prototype, 'read', descriptor);
SignedIn()(SessionController.prototype, 'read', descriptor);
Controller('v1/auth')(SessionController);

// What the guard may ask of Cognito, and does not for tokens that are in force.
const none = [LIVE_CHECK, USER_DIRECTORY, LOG_DESTINATION].map((provide) => ({
  provide,
  useValue: undefined,
}));

function AppModule() {}
Module({
  imports: [ConfigModule.for(environment), HttpModule, ObservabilityModule, SharedStateModule, AccessModule],
  controllers: [SessionController],
  providers: [...none, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: none,
})(AppModule);
Global()(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(environment.PORT, '127.0.0.1');
