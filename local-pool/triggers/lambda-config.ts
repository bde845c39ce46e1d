import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { functionNamedBy } from './arn';

/**
 * Checks a pool's triggers.
 *
 * @throws PoolError InvalidParameterException for a numbered version of a function, two functions for one trigger, and senders
 *   without the key that their codes are encrypted with
 */
export function checkLambdaConfig(config: LambdaConfigType): void {
  for (const arn of arnsIn(config)) {
    if (/^\d+$/u.test(functionNamedBy(arn)?.qualifier ?? '')) {
      throw invalidParameter(`${arn} names a version of a function: name the function or an alias.`);
    }
  }
  const { PreTokenGeneration, PreTokenGenerationConfig, CustomEmailSender, CustomSMSSender } = config;
  const detailed = PreTokenGenerationConfig?.LambdaArn;
  if (PreTokenGeneration !== undefined && detailed !== undefined && PreTokenGeneration !== detailed) {
    throw invalidParameter('PreTokenGeneration and PreTokenGenerationConfig must name the same function.');
  }
  if ((CustomEmailSender ?? CustomSMSSender) && config.KMSKeyID === undefined) {
    throw invalidParameter('KMSKeyID is required for CustomEmailSender and CustomSMSSender.');
  }
}

/** Whether the pre-token trigger gets an event that knows access tokens. */
export function customizesAccessTokens({ PreTokenGenerationConfig }: LambdaConfigType): boolean {
  const version = PreTokenGenerationConfig?.LambdaVersion;
  return version !== undefined && version !== 'V1_0';
}

function arnsIn(config: LambdaConfigType): readonly string[] {
  return Object.entries(config).flatMap(
    ([name, trigger]: [string, LambdaConfigType[keyof LambdaConfigType]]) => {
      const arn = typeof trigger === 'string' ? trigger : trigger?.LambdaArn;
      return arn === undefined || name === 'KMSKeyID' ? [] : [arn];
    },
  );
}
