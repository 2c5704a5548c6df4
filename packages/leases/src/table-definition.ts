import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Items that may go are dropped after this time, in epoch seconds (incidents and what is theirs). */
export const EXPIRY_ATTRIBUTE = 'expiresAtSeconds';

/**
 * The table of one region and stage. Terraform makes the real one from its own text; tests compare
 * the two. Terraform adds what creation cannot say: point-in-time recovery, and expiry on
 * `EXPIRY_ATTRIBUTE`. Deletion protection is here.
 */
export function tableDefinition(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  };
}
