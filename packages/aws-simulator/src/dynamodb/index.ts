export { createDynamoDb } from './create-dynamodb.ts';
export type { DynamoDb, DynamoDbOptions, WriteListener } from './create-dynamodb.ts';
export type { Item } from './attribute-value.ts';
export type { ItemWrite } from './table.ts';
