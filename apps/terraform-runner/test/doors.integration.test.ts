import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { systemClock } from '@understudy/clock';
import { blueprint } from './world/blueprint.ts';
import { BUCKET } from './world/buckets.ts';
import {
  createDeployedRunner,
  FUNCTION_ROLE,
  TASK_ROLE,
  type DeployedRunner,
} from './world/deployed-runner.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';
import { beginWaiting, WAITING_HANDLER, waitingFunction } from './world/waiting-execution.ts';

const PASSWORD = 'correct-horse-battery';
const SLOW =
  'resource "terraform_data" "cluster" {\n  provisioner "local-exec" {\n    command = "sleep 100"\n  }\n}\n';

let deployed: DeployedRunner;
let world: RunnerWorld;
const children: ChildProcess[] = [];

beforeAll(async () => {
  deployed = await createDeployedRunner({
    sourceFunctions: new Map([[WAITING_HANDLER, waitingFunction]]),
  });
  deployed.deploy();
});

beforeEach(async () => {
  world = await createRunnerWorld(deployed.backend.endpoint);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  world.killLeftBehind();
  await world.close();
});

afterAll(() => deployed.backend.stop());

interface Door {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly end: Promise<number | null>;
}

/** A door as the image opens it: a process of its own, which is told all by its environment. */
function open(program: string, key: string, more: Record<string, string>, args: string[]): Door {
  const environment = { UNDERSTUDY_EXAMPLE_PASSWORD: PASSWORD, AWS_ACCESS_KEY_ID: key, ...more };
  const child = spawn(process.execPath, ['--no-warnings', path.join(__dirname, program), ...args], {
    env: world.environment(environment),
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, said: () => said, end };
}

describe('the door of Lambda', () => {
  async function call(event: unknown, leftMilliseconds = 120_000) {
    const file = path.join(
      world.workDirectory,
      '..',
      `answer-${path.basename(world.workDirectory)}`,
    );
    const args = [JSON.stringify(event), String(leftMilliseconds), file];
    const door = open('world/lambda-door.ts', FUNCTION_ROLE.key, {}, args);
    const code = await door.end;
    const answer = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
    return { code, answer, said: door.said() };
  }

  it('builds with its role over the simulated S3, and shows no secret of its environment', async () => {
    const archive = await world.upload(blueprint(world.own));

    const { code, answer, said } = await call(world.request(archive));

    expect([code, answer]).toMatchObject([0, { outcome: 'applied', counts: { add: 2 } }]);
    for (const secret of [PASSWORD, FUNCTION_ROLE.key]) {
      expect(said + JSON.stringify(answer)).not.toContain(secret);
    }
  });

  it('answers what is no request with a refusal', async () => {
    const { code, answer } = await call({ verb: 'destroy' });

    expect([code, answer]).toMatchObject([0, { outcome: 'refused' }]);
  });

  it('ends before its invocation does', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));

    const { answer } = await call(world.request(archive), 75_000);

    expect(answer).toMatchObject({ outcome: 'interrupted' });
  });
});

describe('the door of Fargate', () => {
  const program = '../src/fargate/main.ts';

  it('answers the execution that waits for it, with the rights of its role', async () => {
    const archive = await world.upload(blueprint(world.own));
    const waiting = await beginWaiting(deployed.aws);
    const UNDERSTUDY_REQUEST = JSON.stringify(world.request(archive));
    const variables = { UNDERSTUDY_REQUEST, UNDERSTUDY_CALLBACK_TOKEN: waiting.token };

    const door = open(program, TASK_ROLE.key, variables, []);

    expect((await waiting.ended()).result).toMatchObject({
      outcome: 'applied',
      counts: { add: 2 },
    });
    expect(await door.end).toBe(0);
    for (const secret of [PASSWORD, TASK_ROLE.key, waiting.token]) {
      expect(door.said()).not.toContain(secret);
    }
  });

  it('takes a long request from the bucket, and says when it is gone', async () => {
    const archive = await world.upload(blueprint(world.own));
    const object = { bucket: BUCKET, key: `understudy/requests/${world.incident}.json` };
    const at = { Bucket: object.bucket, Key: object.key };
    const UNDERSTUDY_REQUEST_OBJECT = JSON.stringify(object);
    const Body = JSON.stringify(world.request(archive));
    await world.s3.send(new PutObjectCommand({ ...at, Body }));
    const ask = async () => {
      const waiting = await beginWaiting(deployed.aws);
      const UNDERSTUDY_CALLBACK_TOKEN = waiting.token;
      const variables = { UNDERSTUDY_REQUEST_OBJECT, UNDERSTUDY_CALLBACK_TOKEN };
      const door = open(program, TASK_ROLE.key, variables, []);
      return { ...(await waiting.ended()), code: await door.end };
    };

    const there = await ask();
    await world.s3.send(new DeleteObjectCommand(at));
    const gone = await ask();

    expect(there).toMatchObject({ result: { outcome: 'applied' }, code: 0 });
    expect(gone).toMatchObject({ error: { ErrorType: 'RequestMissing' }, code: 1 });
  });

  it('that is asked to end stops Terraform, and answers what is left', async () => {
    const archive = await world.upload(blueprint({ ...world.own, 'main.tf': SLOW }));
    const waiting = await beginWaiting(deployed.aws);
    const UNDERSTUDY_REQUEST = JSON.stringify(world.request(archive));
    const variables = { UNDERSTUDY_REQUEST, UNDERSTUDY_CALLBACK_TOKEN: waiting.token };
    const door = open(program, TASK_ROLE.key, variables, []);
    const timeline = () => world.store.readTimeline(world.incident);
    while (!JSON.stringify(await timeline()).includes('cluster: Creating')) {
      await systemClock.sleep(200);
    }

    door.child.kill('SIGTERM');

    expect((await waiting.ended()).result).toMatchObject({
      outcome: 'interrupted',
      left: ['terraform_data.cluster'],
    });
    expect(await door.end).toBe(0);
  });
});
