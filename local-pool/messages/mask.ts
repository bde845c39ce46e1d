/** An e-mail address or phone number as CodeDeliveryDetails shows it: `a***@e***`, `+*******1234`. */
export function maskDestination(medium: 'EMAIL' | 'SMS', destination: string): string {
  return medium === 'EMAIL' ? maskEmail(destination) : maskPhoneNumber(destination);
}

/** First letter of the name and of the domain, whatever their lengths. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  return `${first(address.slice(0, Math.max(at, 0)))}***@${first(address.slice(at + 1))}***`;
}

/** The last four digits behind seven stars, whatever the length. */
export function maskPhoneNumber(phoneNumber: string): string {
  return `+*******${phoneNumber.slice(-4)}`;
}

function first(text: string): string {
  const [letter = ''] = text;
  return letter;
}
