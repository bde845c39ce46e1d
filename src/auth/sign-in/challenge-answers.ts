import { AppError, type FieldError } from '../../common/errors/app-error';
import type { AnswerField } from './answer-fields';
import type { ChallengeRow } from './challenge-table';

type Answer = Readonly<Record<string, unknown>>;

/**
 * Turns the answer of a client into Cognito's ChallengeResponses.
 *
 * @param offered what the challenge gave to choose from
 * @throws AppError `challenge_answer_invalid` with the fields that are missing, unknown or of the wrong form
 */
export function challengeResponses(
  row: ChallengeRow,
  answer: Answer,
  offered: readonly string[],
): Record<string, string> {
  const faults = [...fieldFaults(row, answer, offered), ...unknownFields(row, answer)];
  if (faults.length > 0) throw new AppError('challenge_answer_invalid', { errors: faults });
  const given = Object.entries(row.answer).filter(([name]) => answer[name] !== undefined);
  return Object.assign({}, ...given.map(([name, field]) => field.responses(answer[name]))) as Record<
    string,
    string
  >;
}

function fieldFaults(row: ChallengeRow, answer: Answer, offered: readonly string[]): FieldError[] {
  return Object.entries(row.answer).flatMap(([name, field]) => {
    const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
    const message = faultOf(field, value, offered);
    return message === undefined ? [] : [{ field: `answer.${name}`, message }];
  });
}

function faultOf(field: AnswerField, value: unknown, offered: readonly string[]): string | undefined {
  return value === undefined && field.optional === true ? undefined : field.fault(value, offered);
}

function unknownFields(row: ChallengeRow, answer: Answer): FieldError[] {
  const expected = Object.keys(row.answer).join(', ');
  const unknown = Object.keys(answer).some((name) => !Object.hasOwn(row.answer, name));
  return unknown ? [{ field: 'answer', message: `takes only: ${expected}` }] : [];
}
