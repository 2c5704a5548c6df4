import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LeaseVersion, SimulatedRegion } from '@understudy/aws-simulator';

/**
 * Every version of every lease item, as the table's writes left them: what the invariant `lease and
 * intent` is judged by. Read from the raw items, so that a fault of the store's own reading shows.
 */
export function leaseHistory(
  dynamodb: SimulatedRegion['dynamodb'],
  table: string,
): readonly LeaseVersion[] {
  return dynamodb
    .history(table)
    .filter(({ key }) => key['sk']?.S === 'lease')
    .map(({ at, key, after }) => ({
      atMilliseconds: at,
      service: (key['pk']?.S ?? '').replace(/^service#/, ''),
      ownerExecutionArn: ownerOf(after),
      intents: (after?.['unsettled']?.L ?? []).map(({ M: intent = {} }) => ({
        operation: operationOf(intent),
        sendByMilliseconds: Number(intent['sendByMilliseconds']?.N ?? 0),
      })),
    }));
}

function ownerOf(item: Readonly<Record<string, AttributeValue>> | undefined): string | undefined {
  return item?.['ownerId']?.S ?? item?.['owner']?.M?.['executionArn']?.S;
}

/** `ec2:StopInstances` → `StopInstances`. */
function operationOf(intent: Readonly<Record<string, AttributeValue>>): string {
  return (intent['call']?.S ?? '').split(':').at(-1) ?? '';
}
