import { refusal, ScriptedCognito } from '../auth/scripted-cognito';

const EXCEPTIONS = [
  ...['InvalidParameterException', 'InvalidPasswordException', 'NotAuthorizedException', 'Unheard-Of'],
  ...['UserLambdaValidationException', 'UnexpectedLambdaException', 'CodeMismatchException'],
];

/** A Cognito that refuses everything, each time by another exception, and repeats all that it was sent in the text of it. */
export function repeatingCognito(): ScriptedCognito {
  let call = 0;
  const answer = (input: object): Error =>
    refusal(EXCEPTIONS[call++ % EXCEPTIONS.length] ?? '', `Value '${JSON.stringify(input)}' failed at 'x'`);
  return new ScriptedCognito(new Proxy({}, { get: () => answer }));
}
