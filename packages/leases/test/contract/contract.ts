import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '@understudy/clock';
import { createDynamoDbStore, tableDefinition } from '../../src/index.ts';
import { closingContract } from './closing.ts';
import { costsContract } from './costs.ts';
import { incidentContract } from './incidents.ts';
import { lockRecordContract } from './lock-records.ts';
import { listingContract } from './listing.ts';
import { lostAnswersContract } from './lost-answers.ts';
import { regionsContract } from './regions.ts';
import { planContract } from './plans.ts';
import { progressContract } from './progress.ts';
import { stateContract } from './state.ts';
import type { Subject } from './subject.ts';
import { takingContract } from './taking.ts';
import { troubleContract } from './trouble.ts';
import { velocityContract } from './velocity.ts';

/** A client of a DynamoDB that has this table, ready to be used. */
export type Connect = (definition: CreateTableCommandInput) => Promise<DynamoDBClient>;

/** What the store promises, over any DynamoDB: each test has a table of its own. */
export function storeContract(connect: Connect): void {
  let subject: Subject;
  let tables = 0;

  beforeEach(async () => {
    const table = `understudy-test-${++tables}`;
    const client = await connect(tableDefinition(table));
    subject = { client, table, store: createDynamoDbStore({ client, table, clock: systemClock }) };
  });

  afterEach(() => subject.client.destroy());

  describe('taking', () => takingContract(() => subject));
  describe('progress', () => progressContract(() => subject));
  describe('closing', () => closingContract(() => subject));
  describe('state', () => stateContract(() => subject));
  describe('regions', () => regionsContract(() => subject));
  describe('incidents', () => incidentContract(() => subject));
  describe('plans', () => planContract(() => subject));
  describe('velocity', () => velocityContract(() => subject));
  describe('lost answers', () => lostAnswersContract(() => subject));
  describe('listing', () => listingContract(() => subject));
  describe('lock records', () => lockRecordContract(() => subject));
  describe('costs', () => costsContract(() => subject));
  describe('trouble', () => troubleContract(() => subject));
}
