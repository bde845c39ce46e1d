import { Controller, Get } from '@nestjs/common';
import { Public } from '../../common/access/access.decorators';
import { Fails } from '../../common/errors/fails.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { ConfigurationResponse } from './configuration.dto';
import { ConfigurationService } from './configuration.service';

/** What a client needs to know before anybody has signed in. */
@Controller('v1/auth/configuration')
@Public()
export class ConfigurationController {
  constructor(private readonly configuration: ConfigurationService) {}

  /**
   * Read what a client needs to draw its forms.
   * @remarks Sign-in methods that are on, password policy, required attributes, multi-factor authentication and what people sign
   * in with.
   */
  @Get()
  @Limit('read')
  @Fails()
  read(): Promise<ConfigurationResponse> {
    return this.configuration.read();
  }
}
