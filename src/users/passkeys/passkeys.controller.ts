import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentUser, Freshness, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import {
  Passkey,
  PasskeyOptionsResponse,
  PasskeyParams,
  PasskeysQuery,
  RegisterPasskeyRequest,
} from './passkeys.dto';
import { PasskeysService } from './passkeys.service';

/** The signed-in user's own passkeys. */
@Controller('v1/users/me/passkeys')
@SignedIn()
@Limit('write')
export class PasskeysController {
  constructor(private readonly passkeys: PasskeysService) {}

  /** List your own passkeys. */
  @Get()
  @Limit('read')
  @Fails(
    'invalid_cursor',
    'too_many_attempts',
    'insufficient_scope',
    'password_reset_required',
    'request_blocked',
  )
  @Lists(Passkey)
  list(@CurrentUser() caller: Caller, @Query() query: PasskeysQuery): Promise<Page<Passkey>> {
    return this.passkeys.list(caller, query);
  }

  /**
   * Begin to make a passkey.
   * @remarks Hand `options` to the browser within five minutes and send what it makes to `POST /v1/users/me/passkeys`.
   */
  @Post('options')
  @Freshness({ maxAge: '15m' })
  @HttpCode(HttpStatus.OK)
  @Fails('limit_exceeded', 'insufficient_scope', 'password_reset_required', 'request_blocked')
  @Audited('user.begin_passkey')
  async options(@CurrentUser() caller: Caller): Promise<PasskeyOptionsResponse> {
    return { options: await this.passkeys.options(caller) };
  }

  /** Keep the passkey that the browser has made. */
  @Post()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails(
    'passkey_challenge_expired',
    'passkey_invalid',
    'passkey_refused',
    'limit_exceeded',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.register_passkey')
  register(@CurrentUser() caller: Caller, @Body() { credential }: RegisterPasskeyRequest): Promise<void> {
    return this.passkeys.register(caller, credential);
  }

  /** Delete one of your passkeys. */
  @Delete(':credentialId')
  @Freshness({ maxAge: '15m' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails(
    'resource_not_found',
    'too_many_attempts',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.delete_passkey')
  delete(@CurrentUser() caller: Caller, @Param() { credentialId }: PasskeyParams): Promise<void> {
    return this.passkeys.delete(caller, credentialId);
  }
}
