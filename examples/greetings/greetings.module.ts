import { Controller, Get, Module } from '@nestjs/common';
import { CurrentUser, Roles, SignedIn } from '../../src/common/access/access.decorators';
import type { Caller } from '../../src/common/access/caller';
import { Fails } from '../../src/common/errors/fails.decorator';
import { Limit } from '../../src/common/rate-limits/limit.decorator';

@Controller('v1/greetings')
@Limit('read')
class GreetingsController {
  /** Greet the caller. */
  @Get()
  @SignedIn()
  @Fails()
  greet(@CurrentUser() caller: Caller): { text: string } {
    return { text: `Hello, ${caller.username}` };
  }

  /** Greet an administrator. */
  @Get('admin')
  @Roles('admin')
  @Fails()
  greetAdmin(): { text: string } {
    return { text: 'Hello, administrator' };
  }
}

@Module({ controllers: [GreetingsController] })
export class GreetingsModule {}
