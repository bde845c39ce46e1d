import { Global, Module } from '@nestjs/common';
import { Draining } from './shutdown';
import { Turns } from './turns';

@Global()
@Module({ providers: [Draining, Turns], exports: [Draining, Turns] })
export class HttpModule {}
