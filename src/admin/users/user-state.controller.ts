import { Body, Controller, HttpCode, HttpStatus, Param, Post, Put } from '@nestjs/common';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { InvitationService } from './invitation.service';
import { UserStateService } from './user-state.service';
import { SetPasswordRequest, UserParams } from './users.dto';

/** Whether and how a user may sign in. */
@Controller('v1/admin/users/:username')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminUserStateController {
  constructor(
    private readonly state: UserStateService,
    private readonly invitations: InvitationService,
  ) {}

  /**
   * Confirm a sign-up without its code.
   * @remarks The e-mail address and phone number stay unverified.
   */
  @Post('confirm')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'user_already_confirmed', 'conflict', 'too_many_attempts', 'operation_refused')
  @Audited('admin.confirm_user')
  confirm(@Param() { username }: UserParams): Promise<void> {
    return this.state.confirm(username);
  }

  /** Let a disabled user sign in again. */
  @Post('enable')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found')
  @Audited('admin.enable_user')
  enable(@Param() { username }: UserParams): Promise<void> {
    return this.state.enable(username);
  }

  /**
   * Disable a user.
   * @remarks Keeps the user from signing in and ends all their sessions at once.
   */
  @Post('disable')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'last_administrator')
  @Audited('admin.disable_user')
  disable(@Param() { username }: UserParams, @CheckedUser() checked: KnownUser | undefined): Promise<void> {
    return this.state.disable(checked ?? username);
  }

  /**
   * Make a user choose a new password.
   * @remarks The present password stops working, a code to set a new one with is sent to the user, and all their sessions end.
   */
  @Post('reset-password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found', 'password_cannot_be_reset', 'too_many_attempts', 'operation_refused')
  @Audited('admin.reset_password')
  resetPassword(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
  ): Promise<void> {
    return this.state.resetPassword(checked ?? username);
  }

  /**
   * Sign a user out everywhere.
   * @remarks Ends all their sessions at once.
   */
  @Post('sign-out')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found')
  @Audited('admin.sign_out_user')
  signOut(@Param() { username }: UserParams, @CheckedUser() checked: KnownUser | undefined): Promise<void> {
    return this.state.signOut(checked ?? username);
  }

  /**
   * Send the invitation again.
   * @remarks With a new temporary password.
   */
  @Post('resend-invite')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found', 'conflict', 'code_delivery_failed', 'operation_refused', 'invalid_parameter')
  @Audited('admin.resend_invite')
  resendInvite(@Param() { username }: UserParams): Promise<void> {
    return this.invitations.resend(username);
  }

  /**
   * Set a user's password.
   * @remarks Ends all their sessions.
   */
  @Put('password')
  @Freshness('live')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'password_policy', 'password_reused', 'invalid_parameter')
  @Audited('admin.set_password')
  setPassword(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Body() request: SetPasswordRequest,
  ): Promise<void> {
    return this.state.setPassword(checked ?? username, request);
  }
}
