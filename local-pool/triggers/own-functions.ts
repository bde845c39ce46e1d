import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { PoolRecord } from '../store/records';

/** A function of the process that the pool runs in, and the triggers it serves, by their names in LambdaConfig. */
export interface OwnFunction {
  readonly functionName: string;
  readonly served: ReadonlySet<string>;
}

/** Nobody's account: by it, triggers are told apart that were set here, and not by others. */
const account = 'us-east-1:000000000000';
const ownArn = `arn:aws:lambda:${account}:function:`;

/** Triggers whose setting has a version; the others are ARNs. */
const versions: Readonly<Record<string, string>> = {
  PreTokenGenerationConfig: 'V2_0',
  CustomEmailSender: 'V1_0',
  CustomSMSSender: 'V1_0',
  InboundFederation: 'V1_0',
};

/**
 * Has a pool call what a function serves. Triggers that others have set stay theirs; of what was set here earlier, only what is still
 * served is kept. Messages in a function's words need an account of one's own to send with, so the pool gets that as well.
 */
export function attachFunction(context: PoolContext, pool: PoolRecord, own: OwnFunction): PoolRecord {
  const LambdaConfig = withFunction(withoutOwn(pool.settings.LambdaConfig ?? {}), own);
  const sends = isOwn(arnIn(LambdaConfig.CustomMessage));
  const EmailConfiguration = {
    ...pool.settings.EmailConfiguration,
    ...(sends ? { EmailSendingAccount: 'DEVELOPER' as const } : {}),
  };
  const attached = { ...pool, settings: { ...pool.settings, EmailConfiguration, LambdaConfig } };
  context.store.pools.put(attached);
  return attached;
}

/** Takes the functions of another process away from all pools: in this one they could only fail. */
export function detachFunctions(context: PoolContext): void {
  for (const pool of [...context.store.pools.values()]) {
    const before = pool.settings.LambdaConfig ?? {};
    const LambdaConfig = withoutOwn(before);
    if (Object.keys(LambdaConfig).length === Object.keys(before).length) continue;
    context.store.pools.put({ ...pool, settings: { ...pool.settings, LambdaConfig } });
  }
}

function withFunction(others: LambdaConfigType, { functionName, served }: OwnFunction): LambdaConfigType {
  const LambdaArn = ownArn + functionName;
  const added = [...served]
    .map((name) => (name === 'PreTokenGeneration' ? 'PreTokenGenerationConfig' : name))
    .filter((name) => !Object.hasOwn(others, name))
    .filter((name) => name !== 'PreTokenGenerationConfig' || others.PreTokenGeneration === undefined)
    .map((name) => {
      const LambdaVersion = versions[name];
      return [name, LambdaVersion === undefined ? LambdaArn : { LambdaVersion, LambdaArn }];
    });
  const sends = served.has('CustomEmailSender') || served.has('CustomSMSSender');
  const key = sends ? { KMSKeyID: `arn:aws:kms:${account}:key/local` } : {};
  return { ...key, ...others, ...(Object.fromEntries(added) as LambdaConfigType) };
}

function withoutOwn(config: LambdaConfigType): LambdaConfigType {
  const names = Object.keys(config) as (keyof LambdaConfigType)[];
  return Object.fromEntries(
    names.filter((name) => !isOwn(arnIn(config[name]))).map((name) => [name, config[name]]),
  );
}

function arnIn(trigger: LambdaConfigType[keyof LambdaConfigType]): string | undefined {
  return typeof trigger === 'string' ? trigger : trigger?.LambdaArn;
}

function isOwn(arn: string | undefined): boolean {
  return arn?.startsWith(ownArn) === true;
}
