// What a secret looks like. The first group is the secret itself, where it is not the whole of what was found.

/** A value in quotes or behind `=`, which is not a place to fill in. */
const VALUE = '["\'`]?\\s*[:=]\\s*["\'`]';

module.exports = {
  'access key of AWS': /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|ANPA|AROA)[A-Z2-7]{16}\b/g,
  'secret key of AWS': new RegExp(
    `(?:secret_?access_?key|aws_secret)${VALUE}?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])`,
    'gi',
  ),
  'session token of AWS': /\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=]{40,}/g,
  'private key': /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*[A-Za-z0-9+/=\\]/g,
  'private JWK': /"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"([\w-]{40,})"/g,
  token: /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]{8,}(?:\.[\w-]+\.[\w-]+)?/g,
  'client secret': new RegExp(`client_?secret(?:_?value)?${VALUE}([\\w+]{24,64})["'\`]`, 'gi'),
  'client secret of the environment': /\bCOGNITO_CLIENT_SECRET(?:=["'`]?|\s*[:=]\s*["'`])([\w+]{24,64})/g,
  'secret of the environment':
    /\b(?:SESSION_SECRET|AWS_SESSION_TOKEN|NPM_TOKEN|GITHUB_TOKEN)(?:=["'`]?|\s*[:=]\s*["'`])([^\s"'`,;$<>{}()…]{16,})/g,
  'password of the environment':
    /\b(?:LOCAL_ADMIN_PASSWORD|REDIS_PASSWORD|PGPASSWORD)(?:=["'`]?|\s*[:=]\s*["'`])([^\s"'`,;$<>{}()…\\]{8,})/g,
  // Words alone are names: of members, types and codes.
  password: new RegExp(
    `\\b(?:\\w*password|passwd|pwd)${VALUE}((?=[^"'\`]*\\d)[^\\s"'\`$<>{}]{8,})["'\`]`,
    'gi',
  ),
  // Not at addresses that are nobody's.
  'password in an address':
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'`<>${}()|\\[\]]*:([^\s/@"'`<>${}()|\\[\]]+)@(?!(?:localhost|127\.0\.0\.1|\[::1\]|(?:[\w-]+\.)*example(?:\.\w+)*)(?![\w.-]))/gi,
  'Authorization header': /\bauthorization["'`]?\s*[:=,]\s*["'`]?(?:Basic|Bearer)\s+([\w+/=.-]{16,})/gi,
  'token of GitHub': /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})/g,
  'token of npm': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[^\s$]{8,}/g,
  'token of Slack': /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g,
  'key of Google': /\bAIza[\w-]{35}\b/g,
  'key of Stripe': /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
  'key of SendGrid': /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  'key of Azure': /\bAccountKey=([A-Za-z0-9+/=]{40,})/g,
  'entry of .netrc': /\bmachine\s+\S+\s+login\s+\S+\s+password\s+([^\s$]+)/g,
};
