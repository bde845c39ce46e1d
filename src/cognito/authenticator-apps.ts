import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import type { AppEnrolment } from './app-enrolment.dto';

/** Modules of light around a QR code, which readers need (ISO/IEC 18004, 6.3.8): the page around the picture may be dark. */
const QUIET_ZONE = 4;

/** What authenticator apps are handed. Cognito gives the bare secret; the link around it is the service's. */
@Injectable()
export class AuthenticatorApps {
  constructor(@Inject(ENVIRONMENT) private readonly environment: Environment) {}

  /**
   * @param secretCode Base32, as Cognito gives it
   * @param label whose codes they are, as the person knows himself: shown in the app
   */
  enrolment(secretCode: string, label: string): AppEnrolment {
    const issuer = this.environment.TOTP_ISSUER;
    // A colon would end the issuer's part of the label.
    const totp = new TOTP({
      issuer,
      label: label.replaceAll(':', ' '),
      secret: Secret.fromBase32(secretCode),
    });
    const otpauthUri = totp.toString();
    const image = Buffer.from(renderSVG(otpauthUri, { border: QUIET_ZONE })).toString('base64');
    return { secretCode, otpauthUri, qrCode: `data:image/svg+xml;base64,${image}` };
  }
}
