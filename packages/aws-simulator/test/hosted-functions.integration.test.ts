import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { createScaledClock, createVirtualClock, type Scheduler } from '@understudy/clock';

import {
  createHttpDoor,
  createSimulatedAws,
  type HostedContext,
  type HostedFunction,
  type SimulatedAws,
} from '../src/index.ts';

const REGION = 'eu-west-1';
/** A world far ahead of the machine: a real process signs in the machine's time all the same. */
const START = Date.UTC(2126, 0, 5);
const REPOSITORY = 'understudy-terraform-runner';
const NAME = 'understudy-dev-terraform-runner';
const IMAGE = `123456789012.dkr.ecr.${REGION}.amazonaws.com/${REPOSITORY}@sha256:${'a'.repeat(64)}`;
const BUCKET = 'arn:aws:s3:::konecta-erp-dev-dr-eu-west-1';

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'runner',
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'runner',
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: ['s3:PutObject'], Resource: [`${BUCKET}/dr/*`] },
                {
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                  Resource: ['*'],
                },
              ],
            },
          },
        ],
      },
    },
    Runner: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: NAME,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        PackageType: 'Image',
        Code: { ImageUri: IMAGE },
        Timeout: 60,
        Environment: { Variables: { UNDERSTUDY_STAGE: 'dev' } },
      },
    },
  },
};

/** Puts an object from a process of its own, with nothing but the variables that it is given. */
const PUT_OBJECT = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
new S3Client({ forcePathStyle: true, maxAttempts: 1 })
  .send(new PutObjectCommand({ Bucket: 'konecta-erp-dev-dr-eu-west-1', Key: process.argv[1], Body: 'x' }))
  .then(() => console.log('put'), (error) => console.log(error.name));
`;

interface Subject {
  readonly aws: SimulatedAws;
  invoke(payload: object): Promise<{ FunctionError?: string; Payload: Record<string, unknown> }>;
}

describe('a function that is an image', () => {
  let stop: () => Promise<void> = async () => undefined;
  afterEach(() => stop());

  async function subject(
    host: readonly (readonly [string, HostedFunction])[],
    clock: Scheduler = createScaledClock({ speed: 60, startMilliseconds: START }),
  ): Promise<Subject> {
    let endpoint = '';
    const aws = createSimulatedAws({
      clock,
      seed: 'hosted',
      regions: [REGION],
      hostedFunctions: { endpoint: () => endpoint, functions: new Map(host) },
    });
    const http = createHttpDoor(aws.door, { port: 0 });
    ({ url: endpoint } = await http.start());
    stop = () => http.stop();
    aws.deployStack({
      region: REGION,
      stackName: 'x',
      package: { template: TEMPLATE, code: new Map() },
    });
    const { lambda } = aws.region(REGION);
    return {
      aws,
      async invoke(payload) {
        const { output } = await aws.world.call({
          service: 'lambda',
          operation: 'Invoke',
          region: REGION,
          input: { FunctionName: NAME, Payload: Buffer.from(JSON.stringify(payload)) },
          principal: { kind: 'user', name: 'tester' },
          cause: { kind: 'person', name: 'tester' },
          signedAtMilliseconds: clock.now(),
        });
        const { FunctionError, Payload } = output as {
          FunctionError?: string;
          Payload: Uint8Array;
        };
        expect(lambda.invocations).toHaveLength(1);
        return {
          ...(FunctionError === undefined ? {} : { FunctionError }),
          Payload: JSON.parse(Buffer.from(Payload).toString()) as Record<string, unknown>,
        };
      },
    };
  }

  it.each(['its name', 'the repository of its image'])('runs outside, found by %s', async (by) => {
    const seen: unknown[] = [];
    const host: HostedFunction = async (event, context) => {
      seen.push(event);
      context.log('begun');
      return { stage: context.variables['UNDERSTUDY_STAGE'], region: context.region };
    };
    const { invoke, aws } = await subject([[by === 'its name' ? NAME : REPOSITORY, host]]);

    expect(await invoke({ verb: 'check' })).toEqual({
      Payload: { stage: 'dev', region: REGION },
    });
    expect(seen).toEqual([{ verb: 'check' }]);
    expect(aws.logs.lines(NAME).map(({ text }) => text)).toContain('begun');
  });

  it('gives real processes the rights of its role, and no more', async () => {
    const put = async (key: string, { variables }: HostedContext): Promise<string> => {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', PUT_OBJECT, key], {
        env: { ...variables, PATH: '/usr/bin' },
        cwd: __dirname,
      });
      return stdout.trim();
    };
    const host: HostedFunction = async (_event, context) => ({
      allowed: await put('dr/terraform.tfstate', context),
      forbidden: await put('manifests.zip', context),
    });
    // Two processes take their time on a busy machine; the function's minute is a real one here.
    const clock = createScaledClock({ speed: 1, startMilliseconds: START });
    const { invoke, aws } = await subject([[REPOSITORY, host]], clock);
    aws.region(REGION).s3.createBucket('konecta-erp-dev-dr-eu-west-1');

    expect(await invoke({})).toEqual({ Payload: { allowed: 'put', forbidden: 'AccessDenied' } });
    const writer = aws.world.log.entries.find(
      (entry) => entry.kind === 'call' && entry.call.operation === 'PutObject',
    );
    expect(writer).toMatchObject({ call: { cause: { kind: 'invocation', functionName: NAME } } });
  });

  it('is told when Lambda ends it, so that its processes can go', async () => {
    let reason: unknown;
    const host: HostedFunction = (_event, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => (reason = signal.reason)));
    const { invoke } = await subject([[REPOSITORY, host]]);

    const { FunctionError, Payload } = await invoke({});

    expect(FunctionError).toBe('Unhandled');
    expect(Payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(reason).toMatchObject({ code: 'EnvironmentEnded' });
  });

  it('fails as a function does when its host throws', async () => {
    const { invoke } = await subject([
      [REPOSITORY, () => Promise.reject(new TypeError('no such file'))],
    ]);

    expect(await invoke({})).toMatchObject({
      FunctionError: 'Unhandled',
      Payload: { errorType: 'TypeError', errorMessage: 'no such file' },
    });
  });

  it('says what is missing where nothing hosts it', async () => {
    const { invoke } = await subject([]);

    const { FunctionError, Payload } = await invoke({});

    expect(FunctionError).toBe('Unhandled');
    expect(Payload['errorMessage']).toContain(`something to run the image ${REPOSITORY}`);
  });

  it('refuses to run on time that stands still', async () => {
    const clock = createVirtualClock(START);
    const { invoke } = await subject([[REPOSITORY, async () => 'ran']], clock);

    const answer = invoke({});
    await clock.advanceTo(START + 60_000);

    expect((await answer).Payload['errorMessage']).toContain('a clock that moves by itself');
  });
});
