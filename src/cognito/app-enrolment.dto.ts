/** What an authenticator app (TOTP, RFC 6238) needs to make codes. */
export class AppEnrolment {
  /**
   * The secret, Base32, for those who type it.
   * @example JBSWY3DPEHPK3PXP
   */
  secretCode: string;
  /**
   * The same as a link that apps open.
   * @example otpauth://totp/Gatehouse:person%40example.com?secret=JBSWY3DPEHPK3PXP
   */
  otpauthUri: string;
  /**
   * The link as a QR code: an SVG image as a data URI, ready for `<img src>`.
   * @example data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=
   */
  qrCode: string;
}
