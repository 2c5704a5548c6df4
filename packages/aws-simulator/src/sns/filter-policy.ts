import type { MessageAttributeValue } from '@aws-sdk/client-sns';

import { choiceMatches, matchesEvent, type EventPattern } from '../events/event-pattern.ts';

export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** Whether a subscription's filter lets a message through (documented: "SNS subscription filter policies"). */
export function passesFilter(
  policy: string | undefined,
  scope: FilterScope,
  message: string,
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): boolean {
  if (!policy) return true;
  const pattern = JSON.parse(policy) as EventPattern;
  if (scope === 'MessageBody') return bodyMatches(pattern, message);
  return Object.entries(pattern).every(([name, choices]) =>
    (choices as unknown[]).some((choice) => choiceMatches(choice, valuesOf(attributes[name]))),
  );
}

/** documented: a body that is not a JSON object does not match. */
function bodyMatches(pattern: EventPattern, message: string): boolean {
  try {
    const body: unknown = JSON.parse(message);
    return typeof body === 'object' && body !== null && matchesEvent(pattern, body);
  } catch {
    return false;
  }
}

function valuesOf(attribute: MessageAttributeValue | undefined): readonly unknown[] {
  const { DataType: type, StringValue: text } = attribute ?? {};
  if (text === undefined) return [];
  if (type === 'Number') return [Number(text)];
  if (type !== 'String.Array') return [text];
  return [JSON.parse(text) as unknown].flat();
}
