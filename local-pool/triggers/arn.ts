/** The function that an ARN means. */
export interface FunctionName {
  readonly name: string;
  /** An alias, or a version. */
  readonly qualifier?: string;
}

const functionArn = /^arn:[\w-]+:lambda:[\w-]*:\d*:function:([\w-]+)(?::([\w$-]+))?$/u;

/**
 * Takes a Lambda function's ARN apart.
 *
 * @returns undefined for the ARN of anything else
 */
export function functionNamedBy(arn: string): FunctionName | undefined {
  const [, name, qualifier] = functionArn.exec(arn) ?? [];
  if (name === undefined) return undefined;
  return qualifier === undefined ? { name } : { name, qualifier };
}
