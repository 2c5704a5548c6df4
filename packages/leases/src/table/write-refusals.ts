import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fromAttributes, type PlainItem } from './attribute-values.ts';
import type { TransactionAnswer, UpdateAnswer } from './write-answers.ts';

/** What a refused write came to; `undefined`: it was not its condition. */
export function updateRefusal(thrown: Error): UpdateAnswer | 'conflict' | undefined {
  if (thrown.name === 'TransactionConflictException') return 'conflict';
  if (thrown.name !== 'ConditionalCheckFailedException') return undefined;
  return { written: false, found: itemOf(thrown) };
}

/**
 * A transaction's refusal is a lost condition only if nothing but conditions stood in its way:
 * a throttled or conflicting part says nothing about the others.
 */
export function transactionRefusal(thrown: Error): TransactionAnswer | 'conflict' | undefined {
  if (thrown.name !== 'TransactionCanceledException') return undefined;
  const reasons: unknown = Reflect.get(thrown, 'CancellationReasons');
  if (!Array.isArray(reasons)) return undefined;
  const codes = reasons.map((reason: unknown) => codeOf(reason));
  const other = codes.find((code) => code !== 'None' && code !== 'ConditionalCheckFailed');
  if (other === 'TransactionConflict') return 'conflict';
  if (other !== undefined) {
    // The reason's own name decides what kind of error it is.
    thrown.name = other;
    return undefined;
  }
  const lost = reasons.map((reason: unknown, index) => {
    const found = itemOf(reason);
    const failed = codes[index] === 'ConditionalCheckFailed';
    return found === undefined ? { failed } : { failed, found };
  });
  return { written: false, lost };
}

function codeOf(reason: unknown): string {
  const code: unknown = typeof reason === 'object' && reason && Reflect.get(reason, 'Code');
  return typeof code === 'string' ? code : 'None';
}

function itemOf(holder: unknown): PlainItem | undefined {
  if (typeof holder !== 'object' || holder === null || !('Item' in holder)) return undefined;
  const { Item } = holder as { Item?: Record<string, AttributeValue> };
  return Item === undefined || Object.keys(Item).length === 0 ? undefined : fromAttributes(Item);
}
