import type { Type } from '@nestjs/common';
import { AdminDevicesController } from './devices/devices.controller';
import { UserDevicesService } from './devices/devices.service';
import { AdminEventsController } from './events/events.controller';
import { EventsService } from './events/events.service';
import { AdminProvidersController } from './providers/providers.controller';
import { ProvidersService } from './providers/providers.service';
import { AdminSessionsController } from './sessions/sessions.controller';
import { SessionsOfUserService } from './sessions/sessions.service';

/** Routes about what a user has and has done: devices, sessions, the history of sign-ins, external identities. */
export const controllersOfUser: Type[] = [
  AdminDevicesController,
  AdminSessionsController,
  AdminEventsController,
  AdminProvidersController,
];

export const servicesOfUser: Type[] = [
  UserDevicesService,
  SessionsOfUserService,
  EventsService,
  ProvidersService,
];
