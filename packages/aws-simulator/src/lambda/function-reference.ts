import { AwsFault } from '../kernel/aws-fault.ts';

/** A function as an API names it. */
export interface FunctionReference {
  readonly name: string;
  /** Version or alias; undefined when the reference is unqualified. */
  readonly qualifier?: string;
}

const NAME = /^[a-zA-Z0-9-_]{1,64}$/;

/** Name, `name:qualifier`, partial ARN or ARN, as `FunctionName` and `Qualifier` may have it. */
export function parseFunctionReference(text: string, qualifier?: string): FunctionReference {
  const parts = text.split(':');
  const marker = parts.lastIndexOf('function');
  const [name = '', own] = marker >= 0 ? parts.slice(marker + 1) : parts;
  if (!NAME.test(name)) throw invalid(`Expected a function's name or ARN, found ${text}.`);
  if (own !== undefined && qualifier !== undefined && own !== qualifier) {
    throw invalid(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const found = qualifier ?? own;
  return found === undefined ? { name } : { name, qualifier: found };
}

export function functionArn(
  place: { readonly region: string; readonly accountId: string },
  { name, qualifier }: FunctionReference,
): string {
  const base = `arn:aws:lambda:${place.region}:${place.accountId}:function:${name}`;
  return qualifier === undefined ? base : `${base}:${qualifier}`;
}

function invalid(message: string): AwsFault {
  return new AwsFault('InvalidParameterValueException', 400, message);
}
