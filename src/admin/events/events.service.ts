import {
  AdminListUserAuthEventsCommand,
  AdminUpdateAuthEventFeedbackCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import type { PageQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import type { Page } from '../../common/http/page';
import { type UserOrName, UsersService } from '../users/users.service';
import { authEventFrom } from './auth-event';
import type { AuthEvent, EventFeedbackRequest } from './events.dto';

/**
 * What users, or others in their name, have done to get in. Every method throws AppError `user_not_found`, and `feature_not_enabled` where
 * the user pool keeps no history.
 */
@Injectable()
export class EventsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
  ) {}

  /** @throws AppError `invalid_cursor` */
  async list(of: UserOrName, { limit, cursor }: PageQuery): Promise<Page<AuthEvent>> {
    const { username, sub } = await this.users.identify(of);
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new AdminListUserAuthEventsCommand({ ...this.named(username), MaxResults: limit, NextToken: token }),
      );
      return { items: answer.AuthEvents, token: answer.NextToken };
    };
    return pageOf(`events of ${sub}`, cursor, read, authEventFrom);
  }

  /** @throws AppError `resource_not_found` for one that is not in the user's history */
  async updateFeedback(of: UserOrName, eventId: string, value: EventFeedbackRequest['value']): Promise<void> {
    const { username } = await this.users.identify(of);
    await this.cognito.send(
      new AdminUpdateAuthEventFeedbackCommand({
        ...this.named(username),
        EventId: eventId,
        FeedbackValue: value,
      }),
    );
  }

  private named(Username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.cognito.userPoolId, Username };
  }
}
