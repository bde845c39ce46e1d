import {
  CreateResourceServerCommand,
  CreateUserPoolDomainCommand,
  DeleteResourceServerCommand,
  DeleteUserPoolDomainCommand,
  DescribeResourceServerCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  ListResourceServersCommand,
  UpdateResourceServerCommand,
  UpdateUserPoolDomainCommand,
  type CreateUserPoolDomainCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let UserPoolId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  UserPoolId = await pools.createPool();
});
afterEach(() => {
  const { identityProviders, resourceServers, domains } = pools.context.store;
  for (const collection of [identityProviders, resourceServers, domains]) {
    for (const { id } of collection.values()) collection.delete(id);
  }
});
afterAll(() => pools.close());

describe('resource servers', () => {
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
  const make = (Identifier = 'api', scopes = Scopes) =>
    output(
      pools.sdk.send(
        new CreateResourceServerCommand({ UserPoolId, Identifier, Name: 'API', Scopes: scopes }),
      ),
    );

  it('are made, described, replaced and deleted', async () => {
    const made = await make();
    expect(made).toEqual({ ResourceServer: { UserPoolId, Identifier: 'api', Name: 'API', Scopes } });
    const of = { UserPoolId, Identifier: 'api' };
    expect(await output(pools.sdk.send(new DescribeResourceServerCommand(of)))).toEqual(made);
    const { ResourceServer } = await pools.sdk.send(new UpdateResourceServerCommand({ ...of, Name: 'New' }));
    expect(ResourceServer).toEqual({ UserPoolId, Identifier: 'api', Name: 'New', Scopes: [] });
    expect(await output(pools.sdk.send(new DeleteResourceServerCommand(of)))).toEqual({});
    const gone = ['ResourceNotFoundException', 'Resource server api does not exist.'];
    expect(await refusal(pools.sdk.send(new DescribeResourceServerCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new DeleteResourceServerCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new UpdateResourceServerCommand({ ...of, Name: 'x' })))).toEqual(
      gone,
    );
  });

  it('are unique, have scopes of different names, and are 25 at most', async () => {
    await make();
    expect(await refusal(make())).toEqual([
      'InvalidParameterException',
      `api already exists in user pool ${UserPoolId}.`,
    ]);
    expect((await refusal(make('two', [...Scopes, ...Scopes])))[0]).toBe('InvalidParameterException');
    for (let index = 1; index < 25; index += 1) await make(`api${index}`);
    expect((await refusal(make('last')))[0]).toBe('LimitExceededException');
    const { ResourceServers, NextToken } = await pools.sdk.send(
      new ListResourceServersCommand({ UserPoolId, MaxResults: 20 }),
    );
    expect([ResourceServers?.length, typeof NextToken]).toEqual([20, 'string']);
    const rest = await pools.sdk.send(
      new ListResourceServersCommand({ UserPoolId, MaxResults: 20, NextToken }),
    );
    expect([rest.ResourceServers?.length, rest.NextToken]).toEqual([5, undefined]);
  });
});

describe('domains', () => {
  const make = (Domain: string, changes: Partial<CreateUserPoolDomainCommandInput> = {}) =>
    output(pools.sdk.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain, ...changes })));
  const describeDomain = (Domain: string) =>
    output(pools.sdk.send(new DescribeUserPoolDomainCommand({ Domain })));
  const certificate = { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' };
  const prefix = 'our-prefix';

  it('are made, described, updated and deleted', async () => {
    expect(await make(prefix)).toEqual({ ManagedLoginVersion: 1 });
    expect(await describeDomain(prefix)).toEqual({
      DomainDescription: {
        UserPoolId,
        AWSAccountId: '123456789012',
        Domain: prefix,
        Status: 'ACTIVE',
        ManagedLoginVersion: 1,
      },
    });
    const of = { UserPoolId, Domain: prefix };
    const update = new UpdateUserPoolDomainCommand({ ...of, ManagedLoginVersion: 2 });
    expect(await output(pools.sdk.send(update))).toEqual({ ManagedLoginVersion: 2 });
    const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect([UserPool?.Domain, UserPool?.CustomDomain]).toEqual([prefix, undefined]);
    expect(await output(pools.sdk.send(new DeleteUserPoolDomainCommand(of)))).toEqual({});
    expect(await describeDomain(prefix)).toEqual({ DomainDescription: {} });
    for (const Command of [DeleteUserPoolDomainCommand, UpdateUserPoolDomainCommand]) {
      expect(await refusal(pools.sdk.send(new Command(of)))).toEqual([
        'InvalidParameterException',
        'No such domain or user pool exists.',
      ]);
    }
  });

  it('are one of each kind per pool, and belong to one pool', async () => {
    await make(prefix);
    expect(await refusal(make(`${prefix}2`))).toEqual([
      'InvalidParameterException',
      'User pool already has a domain configured.',
    ]);
    const { CloudFrontDomain } = await make('auth.app.example', { CustomDomainConfig: certificate });
    expect(CloudFrontDomain).toMatch(/^d[0-9a-f]{13}\.cloudfront\.net$/u);
    const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect([UserPool?.Domain, UserPool?.CustomDomain]).toEqual([prefix, 'auth.app.example']);
    const other = await pools.createPool();
    expect(await refusal(make(prefix, { UserPoolId: other }))).toEqual([
      'InvalidParameterException',
      'Domain already associated with another user pool.',
    ]);
    const of = { UserPoolId: other, Domain: prefix };
    expect((await refusal(pools.sdk.send(new DeleteUserPoolDomainCommand(of))))[1]).toBe(
      'No such domain or user pool exists.',
    );
  });

  it('have no reserved word, no unknown version, and no certificate unless they are custom', async () => {
    for (const word of ['aws', 'amazon', 'cognito']) {
      expect(await refusal(make(`my-${word}`))).toEqual([
        'InvalidParameterException',
        `Domain cannot contain reserved word: ${word}`,
      ]);
    }
    expect((await refusal(make('auth.app.example')))[0]).toBe('InvalidParameterException');
    expect((await refusal(make(prefix, { ManagedLoginVersion: 3 })))[0]).toBe('InvalidParameterException');
    await make(prefix);
    const update = { UserPoolId, Domain: prefix, CustomDomainConfig: certificate };
    expect((await refusal(pools.sdk.send(new UpdateUserPoolDomainCommand(update))))[0]).toBe(
      'InvalidParameterException',
    );
    const lite = await pools.createPool({ UserPoolTier: 'LITE' });
    const managed = make('lite-prefix', { UserPoolId: lite, ManagedLoginVersion: 2 });
    expect((await refusal(managed))[0]).toBe('FeatureUnavailableInTierException');
  });
});
