import { Global, Module } from '@nestjs/common';
import { SharedState } from './shared-state';

/** State that instances share. */
@Global()
@Module({ providers: [SharedState], exports: [SharedState] })
export class SharedStateModule {}
