/**
 * Why a token was refused. For the log only: the caller learns nothing but `unauthorized`, since each detail would help whoever
 * is probing. `message` is one of our own fixed sentences and never holds a part of the token.
 */
export class TokenFault extends Error {
  override readonly name = 'TokenFault';
}
