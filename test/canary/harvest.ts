/** Members of bodies that hold secrets, whatever the route. */
const SECRET_MEMBERS = new Set([
  ...['password', 'newPassword', 'currentPassword', 'temporaryPassword', 'code', 'session'],
  ...['refreshToken', 'accessToken', 'idToken', 'secretCode', 'srpA', 'signature', 'secretBlock'],
  ...['verifier', 'salt', 'clientDataJSON', 'authenticatorData', 'attestationObject', 'challenge'],
]);

/** What an answer may hold, as whoever asked is meant to have it. */
export const HANDED_OUT: ReadonlySet<string> = new Set([
  ...['session', 'refreshToken', 'accessToken', 'idToken', 'secretCode', 'secretBlock', 'salt', 'challenge'],
  ...['secretAccessKey', 'sessionToken'],
  ...['e-mail', 'phone'],
]);

export type Note = (kind: string, secret: string) => void;

/** Notes the secrets of a body that was sent. Codes and passwords are secrets only on their way in: `code` of a problem is not one. */
export function harvestRequest(body: unknown, note: Note): void {
  harvest(body, note, SECRET_MEMBERS);
}

/** Notes the secrets of a body that was answered. */
export function harvestAnswer(body: unknown, note: Note): void {
  harvest(body, note, HANDED_OUT);
}

/** Notes what stands in the header fields and in the path of a request. */
export function harvestEnvelope(
  headers: Readonly<Record<string, unknown>>,
  params: unknown,
  note: Note,
): void {
  const { authorization, cookie } = headers;
  const token = typeof authorization === 'string' ? authorization.replace(/^Bearer /i, '') : '';
  if (token !== '') note('accessToken', token);
  if (typeof cookie === 'string') note('cookie', cookie);
  if (typeof headers['x-device-data'] === 'string') note('device data', headers['x-device-data']);
  harvest(params, note, new Set());
}

function harvest(value: unknown, note: Note, members: ReadonlySet<string>, name = ''): void {
  if (typeof value === 'string') {
    if (members.has(name)) note(name, value);
    else if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) note('e-mail', value);
    else if (/^\+\d{7,15}$/.test(value)) note('phone', value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value))
    harvest(inner, note, members, Array.isArray(value) ? name : member);
}
