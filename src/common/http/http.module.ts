import { Global, Module } from '@nestjs/common';
import { Draining } from './shutdown';

@Global()
@Module({ providers: [Draining], exports: [Draining] })
export class HttpModule {}
