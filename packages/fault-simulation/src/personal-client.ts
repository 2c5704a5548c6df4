import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { answerDirectly, type SimulatedAws } from '@understudy/aws-simulator';

export const PERSON = { kind: 'person', name: 'operator' } as const;

/** The table's client of a person with all rights, in a simulated region. */
export function personalClient(aws: SimulatedAws, region: string): DynamoDBClient {
  const client = new DynamoDBClient({
    region,
    credentials: { accessKeyId: 'person', secretAccessKey: 'none' },
  });
  const caller = { principal: { kind: 'user', name: PERSON.name }, cause: PERSON } as const;
  answerDirectly(client, aws.world, caller, region);
  return client;
}
