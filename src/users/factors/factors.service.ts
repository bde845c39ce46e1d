import { GetUserAuthFactorsCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { mfaFrom } from '../../cognito/mfa-methods.dto';
import type { Caller } from '../../common/access/caller';
import type { FactorsResponse } from './factors.dto';

/** Cognito lists the authenticator app among the first factors, which it is not. */
const SECOND_FACTOR_ONLY = 'SOFTWARE_TOKEN';

/** The factors of the signed-in user. */
@Injectable()
export class FactorsService {
  constructor(private readonly cognito: Cognito) {}

  async read({ accessToken }: Caller): Promise<FactorsResponse> {
    const answer = await this.cognito.send(new GetUserAuthFactorsCommand({ AccessToken: accessToken }));
    const factors: readonly string[] = answer.ConfiguredUserAuthFactors ?? [];
    return { signIn: factors.filter((factor) => factor !== SECOND_FACTOR_ONLY), mfa: mfaFrom(answer) };
  }
}
