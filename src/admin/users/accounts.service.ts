import { Injectable } from '@nestjs/common';
import { Accounts } from '../../cognito/accounts';
import { AttributeRules } from '../../cognito/attributes-rules';
import { UsersService } from './users.service';

/** Moves users between accounts. */
@Injectable()
export class UserAccountService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: Accounts,
    private readonly rules: AttributeRules,
  ) {}

  /**
   * @param accountId null for none
   * @throws AppError `user_not_found`, `invalid_attributes`, `attribute_not_writable`
   */
  async assign(username: string, accountId: string | null): Promise<void> {
    await this.rules.checkAccount(accountId, false);
    await this.accounts.assign(await this.users.identify(username), accountId);
  }
}
