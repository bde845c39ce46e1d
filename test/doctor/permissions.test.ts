import { modelledOperations } from '../../local-pool/wire/api-model';
import { commandTable } from '../../src/cognito/commands';
import { diagnose } from '../../src/doctor/doctor';
import { triesFor } from '../../src/doctor/permissions';
import { asJson, asText } from '../../src/doctor/report';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import { Gatehouse } from '../support/gatehouse';
import { OperatedPool } from './pool';

const OPTIONS = { credentials: EMBEDDED_CREDENTIALS };
const operations = Object.keys(commandTable).map((name) => name.replace(/Command$/, ''));
const signed = operations.filter((name) => modelledOperations.get(name)?.auth === 'sigv4');
/** With all there is for calls to name. */
const tries = triesFor({ groups: [{ GroupName: 'admin' }], schema: { has: () => true } as never });
const tried = Object.entries(tries).flatMap(([name, input]) => (typeof input === 'string' ? [] : [name]));

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

it('are tried for every signed operation that the service calls, and for no other', () => {
  expect(Object.keys(tries).sort()).toEqual([...signed].sort());
  expect(tried.length).toBeGreaterThan(40);
});

it('are all there, and trying them changes nothing and sends nothing', async () => {
  const pool = await OperatedPool.make(gatehouse);
  const environment = {
    ...gatehouse.pool.environment,
    ...pool.made.changes,
    COGNITO_IDENTITY_POOL_ID: undefined,
  };
  const state = async (): Promise<string> => {
    const answers = await Promise.all(
      ['pools', 'inbox'].map(async (name) => (await fetch(`${gatehouse.pool.url}/_local/${name}`)).text()),
    );
    const before = await diagnose(environment, [], OPTIONS);
    return JSON.stringify([answers, before.findings]);
  };
  const first = await state();
  const { findings, untried } = await diagnose(environment, [], OPTIONS);
  expect(findings).toEqual([]);
  expect(Object.keys(untried).sort()).toEqual([
    'AdminInitiateAuth',
    'AdminRespondToAuthChallenge',
    'CreateUserImportJob',
  ]);
  expect(await state()).toBe(first);
  pool.made.sdk.destroy();
});

describe('where all that can be is denied', () => {
  // What is described first, so that there is something to examine.
  const described: Readonly<Record<string, object>> = {
    DescribeUserPool: { UserPool: { SchemaAttributes: [{ Name: 'custom:account_id' }] } },
    DescribeUserPoolClient: { UserPoolClient: { ClientId: 'x' } },
    GetUserPoolMfaConfig: { MfaConfiguration: 'OFF' },
    ListUserPoolClients: { UserPoolClients: [] },
    ListIdentityProviders: { Providers: [] },
    ListGroups: { Groups: [{ GroupName: 'admin' }] },
    ListUsersInGroup: { Users: [] },
  };
  const denied = tried.filter((name) => !Object.hasOwn(described, name));

  it('each right that is missing is named', async () => {
    const cognito = new ScriptedCognito(
      new Proxy(
        {},
        {
          get: (_, operation) => () =>
            described[String(operation)] ??
            refusal('AccessDeniedException', `User: arn:aws:iam::1:role/x is not authorized`),
        },
      ),
    );
    const environment = { ...gatehouse.pool.environment, COGNITO_ENDPOINT: await cognito.start() };
    const { findings } = await diagnose(environment, [], OPTIONS);
    const missing = findings.flatMap(({ id }) => (id.startsWith('permission-') ? [id.slice(11)] : []));
    expect(missing.sort()).toEqual([...denied].sort());
    expect(findings.find(({ id }) => id === 'permission-AdminGetUser')).toEqual({
      id: 'permission-AdminGetUser',
      severity: 'broken',
      found: 'cognito-idp:AdminGetUser is denied',
      why: 'Routes that need it answer 503.',
      change: 'The IAM policy of this service: allow cognito-idp:AdminGetUser on the user pool',
    });
    await cognito.close();
  });
});

describe('the report', () => {
  const finding = { why: 'It matters.', change: 'Setting: value' };
  const diagnosis = {
    userPoolId: 'eu-west-1_x',
    clientId: 'y',
    findings: [
      { ...finding, id: 'one', severity: 'unsafe', found: 'something is open' },
      { ...finding, id: 'two', severity: 'advice', found: 'something could be better' },
    ],
    accepted: ['three'],
    untried: { CreateGroup: 'it would make a group' },
  } as const;

  it('says what was found, why it matters and what to change', () => {
    expect(asText(diagnosis)).toBe(`User pool eu-west-1_x, app client y

Unsafe

  Something is open. [one]
    Why     It matters.
    Change  Setting: value

Could be better

  Something could be better. [two]
    Why     It matters.
    Change  Setting: value

Accepted: three

Not tried: cognito-idp:CreateGroup (it would make a group)

1 unsafe, 0 broken, 1 that could be better.
`);
    expect(JSON.parse(asJson(diagnosis))).toEqual({ ...diagnosis, well: false });
  });

  it('says so when nothing was found', () => {
    expect(asText({ ...diagnosis, findings: [], accepted: [], untried: {} })).toBe(
      'User pool eu-west-1_x, app client y\n\nNothing was found.\n',
    );
  });
});
