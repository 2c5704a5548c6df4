import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { storeContract } from './contract/contract.ts';
import { startMotoServer, type MotoServer } from './moto-server.ts';
import { oneAtATime } from './tampered-client.ts';

let moto: MotoServer;

beforeAll(async () => {
  moto = await startMotoServer();
});

afterAll(() => moto.stop());

describe('the store over moto', () => {
  storeContract(async (definition) => {
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${moto.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    oneAtATime(client);
    await client.send(new CreateTableCommand(definition));
    return client;
  });
});
