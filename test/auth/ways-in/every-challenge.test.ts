import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Answers, ChallengeName } from '../../../client/src/challenge.ts';
import { challengeRow } from '../../../src/auth/sign-in/challenge-table';
import type { Answer } from '../../support/gatehouse';
import { expectData, expectProblem, fault, SIGNED_IN } from '../../support/answers';
import { asking } from './site';
import { openSites, type OpenSites } from './sites';
import type { AtChallenge, Way } from './way';
import { ways } from './ways';

let sites: OpenSites;
beforeAll(async () => {
  sites = await openSites();
});
afterAll(() => sites.close());

const begin = (way: Way): Promise<AtChallenge> => way.begin(sites[way.site]);
const answer = ({ site }: Way, { at }: AtChallenge, given: object): Promise<Answer> =>
  sites[site].answer(at.session, given);

/** The right answer leads where it should. */
function expectWentOn({ next }: Way, answered: Answer): void {
  if (next === undefined) expectData(answered, 200, SIGNED_IN);
  else expect(answered.body).toMatchObject({ data: { status: 'CHALLENGE', challenge: { name: next } } });
}

describe.each(Object.entries(ways))('%s', (_, way) => {
  it('shows what is asked, and takes the right answer once', async () => {
    const there = await begin(way);
    expect(there.at).toEqual(asking(way.seen(there.person, sites[way.site])));
    expectWentOn(way, await answer(way, there, there.right));
    expectProblem(await answer(way, there, there.right), 401, 'session_expired');
  });

  it('goes on after an answer of the wrong form, and after a wrong one', async () => {
    const there = await begin(way);
    const [given, field] = way.malformed;
    expectProblem(await answer(way, there, given), 422, 'challenge_answer_invalid', {
      errors: [fault(field)],
    });
    expectProblem(
      await answer(way, there, { ...there.right, USERNAME: 'eve' }),
      422,
      'challenge_answer_invalid',
      {
        errors: [fault('answer')],
      },
    );
    if (there.wrong !== undefined) {
      expectProblem(await answer(way, there, there.wrong), 401, 'code_mismatch');
    }
    expectWentOn(way, await answer(way, there, there.right));
  });

  it('has one winner when the answer comes twenty times at once', async () => {
    const there = await begin(way);
    const answers = await Promise.all(Array.from({ length: 20 }, () => answer(way, there, there.right)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 200)) {
      expectProblem(lost, 401, 'session_expired');
    }
  });

  it('is understood by another instance', async () => {
    const there = await begin(way);
    const twin = await sites[way.site].twin();
    const body = { session: there.at.session, answer: there.right };
    expectWentOn(way, await twin.post('/v1/auth/challenge', body));
  });

  it('is over with its user', async () => {
    const there = await begin(way);
    await sites[way.site].remove(there.person);
    expectProblem(await answer(way, there, there.right), 401, 'session_expired');
  });
});

describe('when Cognito has forgotten the session', () => {
  it.each(Object.entries(ways))('%s', async (_, way) => {
    const there = await begin(way);
    await sites.server.control('clock', { advanceSeconds: 181 });
    expectProblem(await answer(way, there, there.right), 401, 'session_expired');
  });
});

/** Of a union of types, the members of all of them. */
type Member<T> = T extends T ? keyof T : never;

/**
 * What the typed client answers: this does not compile when the client has another challenge or lacks one, nor with a field that the
 * client does not know.
 */
const answersOfClient: { readonly [Name in ChallengeName]: readonly Member<Answers[Name]>[] } = {
  NEW_PASSWORD_REQUIRED: ['newPassword', 'attributes'],
  SMS_MFA: ['code'],
  SMS_OTP: ['code'],
  EMAIL_OTP: ['code'],
  SOFTWARE_TOKEN_MFA: ['code'],
  SELECT_MFA_TYPE: ['choice'],
  MFA_SETUP: ['email'],
  PASSWORD_VERIFIER: ['signature', 'timestamp', 'secretBlock'],
  DEVICE_SRP_AUTH: ['srpA'],
  DEVICE_PASSWORD_VERIFIER: ['signature', 'timestamp', 'secretBlock'],
  SELECT_CHALLENGE: ['choice', 'password', 'srpA', 'credential'],
  PASSWORD: ['password'],
  PASSWORD_SRP: ['srpA'],
  WEB_AUTHN: ['credential'],
  CUSTOM_CHALLENGE: ['answer'],
};

/** The old name of a flow, which the SDK keeps among the challenges. */
const NOT_A_CHALLENGE = 'ADMIN_NO_SRP_AUTH';

const names = Object.values(ChallengeNameType)
  .filter((name) => name !== NOT_A_CHALLENGE)
  .sort();

it('the typed client knows every challenge of the SDK', () => {
  expect(Object.keys(answersOfClient).sort()).toEqual(names);
});

it.each(names)('%s can be answered with the fields that the typed client has', (name) => {
  expect(Object.keys(challengeRow(name).answer)).toEqual(answersOfClient[name]);
});

it('every challenge is walked through by the table of ways', () => {
  const walked = Object.keys(ways).map((name) => name.replace(/ \(.*\)$/, ''));
  expect([...new Set(walked)].sort()).toEqual(names);
});
