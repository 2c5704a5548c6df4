import { createHash } from 'node:crypto';

import {
  createNoLatencies,
  createSimulatedAws,
  type SimulatedAws,
  type StackPackage,
} from '@understudy/aws-simulator';
import { createVirtualClock } from '@understudy/clock';
import { DeploymentResult } from '@understudy/recovery-messages';

import { CONFIG, deployment, SERVICE } from '../control-plane/manifests.ts';
import { zipBundle } from '../control-plane/scene.ts';

export const HOME = 'eu-west-1';
export const PRIMARY = 'us-east-1';
export const DEPLOYER = 'understudy-dev-k8s-deployer';
const BUCKET = 'konecta-erp-dev-dr-eu-west-1';
const BUNDLE = zipBundle({ 'app.yaml': [deployment(), SERVICE, CONFIG].join('---') });

/** What no call takes longer than, with its start and its waits. */
const CALL_SECONDS = 60;

/** The packaged deployer in a simulated AWS on virtual time, beside its bundle. */
export interface DeployedScene {
  readonly aws: SimulatedAws;
  /** A cluster whose API knows everybody, and gives every right. */
  addCluster(region: string, name: string): void;
  /** The bundle, pinned by its version or by its checksum. */
  bundle(pin: 'version' | 'checksum'): object;
  /** Undefined when the function failed. */
  ask(request: object): Promise<DeploymentResult | undefined>;
  /** As somebody who does not wait for the answer. */
  order(request: object): Promise<void>;
  pass(seconds: number): Promise<void>;
}

export function createDeployedScene(stack: StackPackage): DeployedScene {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const aws = createSimulatedAws({
    clock,
    seed: 'deployment',
    regions: [HOME, PRIMARY],
    latencies: createNoLatencies,
  });
  aws.deployStack({ region: HOME, stackName: 'understudy-dev', package: stack });
  const { s3, sns } = aws.region(HOME);
  // Terraform's: the function's alarm tells it.
  sns.createTopic('understudy-dev-notifications');
  s3.createBucket(BUCKET, { isVersioned: true });
  s3.putObject(BUCKET, 'manifests.zip', BUNDLE);
  const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);

  async function invoke(request: object, InvocationType: string): Promise<unknown> {
    const answering = aws.world.call({
      service: 'lambda',
      operation: 'Invoke',
      region: HOME,
      input: {
        FunctionName: DEPLOYER,
        InvocationType,
        Payload: Buffer.from(JSON.stringify(request)),
      },
      principal: { kind: 'user', name: 'tester' },
      cause: { kind: 'person', name: 'tester' },
      signedAtMilliseconds: clock.now(),
    });
    await pass(CALL_SECONDS);
    return (await answering).output;
  }

  return {
    aws,
    pass,
    addCluster(region, name) {
      const host = `${name}.${region}.eks.example`;
      const certificateAuthority = Buffer.from('an authority').toString('base64');
      const { eks } = aws.region(region);
      eks.add({ name });
      eks.serve(name, { endpoint: `https://${host}`, certificateAuthority });
      aws.network.register(host, { region, answer: ({ path }) => answerReview(path) });
    },
    bundle(pin) {
      const versionId = s3.object(BUCKET, 'manifests.zip')?.versionId;
      const sha256 = createHash('sha256').update(BUNDLE).digest('hex');
      const pinned = pin === 'version' ? { versionId } : { sha256 };
      return { kind: 'archive', archive: { bucket: BUCKET, key: 'manifests.zip', ...pinned } };
    },
    async ask(request) {
      const output = await invoke(request, 'RequestResponse');
      const { Payload } = output as { readonly Payload: Uint8Array };
      return DeploymentResult.safeParse(JSON.parse(Buffer.from(Payload).toString())).data;
    },
    async order(request) {
      await invoke(request, 'Event');
    },
  };
}

/** Who asks, and whether they may: what `check` asks of the API, and all that it does. */
function answerReview(path: string) {
  const status = path.endsWith('/selfsubjectreviews')
    ? { userInfo: { username: DEPLOYER } }
    : { allowed: true };
  return { kind: 'answer', status: 201, body: JSON.stringify({ status }) } as const;
}
