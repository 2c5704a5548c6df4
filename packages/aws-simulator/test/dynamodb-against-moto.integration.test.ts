import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as sdk from '@aws-sdk/client-dynamodb';
import { createVirtualClock } from '@understudy/clock';

import { createDynamoDb } from '../src/dynamodb/create-dynamodb.ts';
import { canonicalNumber } from '../src/dynamodb/decimal-number.ts';
import { AwsFault } from '../src/kernel/aws-fault.ts';
import { createWorld } from '../src/kernel/create-world.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import { hasMotoServer, startMotoServer, type MotoServer } from './dynamodb-moto-server.ts';

/** One call of the table of cases; `ours` stands where moto is known to differ, and says why. */
interface Case {
  readonly name: string;
  readonly operation: string;
  readonly input: object;
  /** Whether the order of the answered items says nothing. */
  readonly unordered?: boolean;
  readonly ours?: { readonly because: string; readonly answer: object };
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, 'dynamodb-cases.json'), 'utf8'),
) as readonly Case[];

const REGION = 'eu-west-1';

const TABLE: sdk.CreateTableCommandInput = {
  TableName: 'understudy-test',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};

/** Members of an error that the service models; all others are the client's own. */
const ERROR_MEMBERS = ['Item', 'CancellationReasons'];

/** The client's own, and what moto answers unasked; DynamoDB only when the request wants it. */
const UNASKED = ['ConsumedCapacity', 'ItemCollectionMetrics', '$metadata'];

const describeWithMoto = hasMotoServer() ? describe : describe.skip;

describeWithMoto('DynamoDB answers as moto does', () => {
  let moto: MotoServer;
  let theirs: sdk.DynamoDBClient;
  let ours: sdk.DynamoDBClient;

  beforeAll(async () => {
    moto = await startMotoServer();
    theirs = new sdk.DynamoDBClient({ ...clientOptions(), endpoint: moto.endpoint });
    await theirs.send(new sdk.CreateTableCommand(TABLE));
    ours = createOurClient();
  });

  afterAll(async () => {
    theirs.destroy();
    await moto.stop();
  });

  it.each(CASES)('$name', async (one) => {
    const [our, their] = [await answer(ours, one), await answer(theirs, one)];

    expect(our).toEqual(one.ours ? one.ours.answer : their);
  });

  it.each(CASES.filter(({ ours: expected }) => expected))(
    'moto still differs in: $name',
    async (one) => {
      expect(await answer(theirs, one)).not.toEqual(one.ours?.answer);
    },
  );
});

function clientOptions(): sdk.DynamoDBClientConfig {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };
  return { region: REGION, credentials, maxAttempts: 1 };
}

/** The SDK's own client, answered by the world instead of the network. */
function createOurClient(): sdk.DynamoDBClient {
  const clock = createVirtualClock(0);
  const world = createWorld({ clock, seed: 'against-moto', latencies: createNoLatencies });
  const dynamoDb = createDynamoDb(world, REGION);
  dynamoDb.createTable(TABLE);
  world.install(REGION, dynamoDb);
  const client = new sdk.DynamoDBClient(clientOptions());
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      const { output } = await world.call({
        service: 'dynamodb',
        operation: String(context['commandName']).replace(/Command$/, ''),
        input: args.input,
        region: REGION,
        principal: { kind: 'user', name: 'operator' },
        cause: { kind: 'person', name: 'operator' },
        signedAtMilliseconds: clock.now(),
      });
      return { output: output as never, response: {} };
    },
    { step: 'initialize', name: 'answerFromTheWorld' },
  );
  return client;
}

async function answer(client: sdk.DynamoDBClient, one: Case): Promise<unknown> {
  const Command = Reflect.get(sdk, `${one.operation}Command`) as typeof sdk.GetItemCommand;
  try {
    const output: object = await client.send(new Command(revived(one.input) as never));
    return comparable(output, one);
  } catch (thrown) {
    // What is no answer of a service (moto's pages about its own failures) has no known code.
    if (!(thrown instanceof Error)) throw thrown;
    const members = thrown instanceof AwsFault ? thrown.members : thrown;
    const modelled = ERROR_MEMBERS.map((name) => [name, Reflect.get(members, name)] as const);
    return comparable(
      { code: thrown.name, ...Object.fromEntries(modelled.filter(([, value]) => value)) },
      one,
    );
  }
}

/** JSON holds no bytes: `B` is base64 in the table of cases. */
function revived(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input), (name, value: unknown) =>
    name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  );
}

/** Without what says nothing: the order of sets, of a scan and of a batch, and needless zeros. */
function comparable(output: object, one: Case): unknown {
  return JSON.parse(JSON.stringify(output), (name, value: unknown) => {
    if (UNASKED.includes(name)) return undefined;
    if (name === 'B') return textOfBytes(value as object);
    if (name === 'N') return canonicalNumber(String(value));
    if (name === 'NS') return (value as string[]).map(canonicalNumber).sort();
    const sorted = name === 'SS' || (one.unordered && isListOfItems(name));
    return sorted && Array.isArray(value) ? value.map(inOrder).sort(byText) : value;
  });
}

/** JSON makes an object of bytes: a buffer's has its numbers in `data`, an array's by index. */
function textOfBytes(bytes: object): string {
  const data: unknown = Reflect.get(bytes, 'data') ?? Object.values(bytes);
  return Buffer.from(data as number[]).toString('base64');
}

function isListOfItems(name: string): boolean {
  return name === 'Items' || name === TABLE.TableName;
}

function inOrder(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

function byText(left: unknown, right: unknown): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
