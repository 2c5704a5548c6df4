import type { DeploymentRequest } from '@understudy/recovery-messages';
import { BundleLocation, DeploymentResult, KubernetesName } from '@understudy/recovery-messages';
import * as z from 'zod';

import { awaitOldRegion } from '../fencing/await-old-region.ts';
import { askFunction, callFunction, runIdentity } from './call-function.ts';
import { notLookedAt } from './not-looked-at.ts';
import { pinArchive, withVersion } from './pin-archive.ts';
import { createRolloutLook, type Rollout } from './rollout-look.ts';
import type { StepEnd, StepFacts, StepKind, StepRun } from './step-kind.ts';

const Input = z.strictObject({
  /** `prepare`: what needs neither nodes nor the database, while these are being made. */
  phase: z.enum(['prepare', 'all']).default('all'),
  cluster: z.string().min(1).max(100),
  namespace: KubernetesName,
  service: KubernetesName,
  bundle: BundleLocation,
  values: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.coerce.string().max(4_096))
    .default({}),
  'allowed-namespaces': z.array(KubernetesName).max(100).default([]),
});
type Input = z.infer<typeof Input>;

/** The cluster's API, while it is being made; and rollouts, which take minutes. */
const PREPARE_EVERY_SECONDS = 20;
/** Users wait for the end of it, and one read of a namespace a second is nothing to its API. */
const ROLLOUT_EVERY_SECONDS = 1;

/** Tries of one call to an API that cannot be reached for a moment. */
const UNREACHABLE_TRIES_MAX = 20;
const UNREACHABLE_SECONDS = 15;

/**
 * A cluster that became active a moment ago is still being given its access entry and its policies,
 * and follows them late: until then it refuses us. The infrastructure takes longer than these tries.
 */
const REFUSED_TRIES_MAX = 8;

/** Every bundle may name the region that it runs in; a plan may say another value. */
const REGION_VALUE = 'AWS_REGION';

/**
 * The document's `deploy_applications`: manifests applied, the main service restarted, rollouts
 * waited for. Applying and waiting are calls of their own; a repeat changes and restarts nothing.
 */
export const deployApplications: StepKind<Input> = {
  name: 'deploy-applications',
  input: Input,
  fromPlan: ({ cluster, application }) => ({
    cluster: cluster.recovery,
    namespace: application.namespace,
    service: application.service,
    bundle: application.manifests,
    'allowed-namespaces': [application.namespace],
  }),
  outputs: () => ({}),
  isReversible: () => true,
  leaves: 'what was deployed in the recovery region by then stays, without traffic',
  estimate: ({ phase }) =>
    phase === 'prepare'
      ? { medianSeconds: 10, highSeconds: 30 }
      : { medianSeconds: 300, highSeconds: 600 },

  async check(step, { signal }) {
    const name = `applications can be deployed (${step.input.phase})`;
    const verb = step.depth === 'rehearse' ? 'rehearse' : 'check';
    try {
      const { k8sDeployer } = step.world.settings.functions;
      const request = requestOf(step, verb, await versionOf(step, signal));
      const result = await askFunction(step, k8sDeployer, request, DeploymentResult, signal);
      const reached = result.outcome !== 'unreachable';
      const good = result.outcome === 'checked';
      return [
        ...result.findings,
        {
          check: name,
          // A cold recovery region has no cluster yet: nobody is to blame, and nothing is known.
          mark: good ? 'verified' : reached ? 'failed' : 'unverified',
          words: result.sentence,
          ...(good || result.next === undefined ? {} : { repair: result.next }),
        },
      ];
    } catch (thrown) {
      return [notLookedAt(name, thrown)];
    }
  },

  run: (step) => (step.input.phase === 'prepare' ? prepare(step) : deploy(step)),

  async confirm(step, { signal }) {
    if (step.input.phase === 'prepare') return { confirmed: true, sentence: '' };
    const version = await versionOf(step, signal);
    const look = createRolloutLook(step, requestOf(step, 'status', version));
    const { state, sentence } = await look(signal);
    // What it said at its end is not said twice.
    return { confirmed: state === 'ready', sentence: state === 'ready' ? '' : sentence };
  },
};

/** Waits for the cluster's API, which answers minutes before its first node does. */
async function prepare(step: StepRun<Input>): Promise<StepEnd> {
  const { world, plan, input } = step;
  const began = await step.workflow.now('began');
  const ready = await step.workflow.poll<string>(
    'cluster',
    async ({ signal }) => {
      const { eks } = world.inRegion(plan.regions.recovery);
      const status = (await eks.describeCluster(input.cluster, { signal }))?.status;
      if (status === 'ACTIVE') return { met: true, value: status };
      // Who builds it has failed: people must hear of that now, not when this wait is over.
      const why = await reasonToStop(step, began);
      return why === undefined
        ? { met: false, last: status ?? 'not there' }
        : { met: true, value: `${status ?? 'not there'}, and ${why}` };
    },
    { everySeconds: PREPARE_EVERY_SECONDS, timeoutSeconds: PREPARE_SECONDS_MAX },
  );
  if (ready.value !== 'ACTIVE') {
    return {
      end: 'failed',
      reason: 'cluster-not-there',
      sentence: `Cluster ${input.cluster} is ${ready.value}, after ${Math.round(ready.waitedSeconds)} s.`,
      next: `aws eks describe-cluster --name ${input.cluster}`,
    };
  }
  const version = await pin(step);
  return (
    (await call(step, 'prepare', version)) ??
    done('Namespaces, definitions and configuration are there.')
  );
}

/**
 * The run is taken back, or a step has failed since: nothing is to be prepared. Earlier runs'
 * failures are over.
 */
async function reasonToStop(
  { world, plan }: StepRun<Input>,
  sinceMilliseconds: number,
): Promise<string | undefined> {
  const { steps, aborting } = await world.store.readPlan(`plan#${plan.name}`);
  if (aborting) return 'the run is taken back';
  const failed = Object.entries(steps).find(
    ([, { phase, atMilliseconds }]) => phase === 'failed' && atMilliseconds >= sinceMilliseconds,
  );
  return failed && `${failed[0]} failed`;
}

/** Longer than any cluster takes to become active. */
const PREPARE_SECONDS_MAX = 3_000;

async function deploy(step: StepRun<Input>): Promise<StepEnd> {
  const version = await pin(step);
  const stopped =
    (await awaitOldRegion(step)) ??
    (await call(step, 'apply', version)) ??
    (await call(step, 'restart', version));
  if (stopped) return stopped;
  const look = createRolloutLook(step, requestOf(step, 'status', version));
  let said = '';
  const { value: rollout } = await step.workflow.poll<Rollout>(
    'rollout',
    async ({ signal }) => {
      const seen = await look(signal);
      if (seen.sentence !== said) await step.say(seen.sentence);
      said = seen.sentence;
      return seen.state === 'waiting' ? { met: false, last: seen } : { met: true, value: seen };
    },
    { everySeconds: ROLLOUT_EVERY_SECONDS, timeoutSeconds: step.timeoutSeconds },
  );
  if (rollout.state === 'ready') {
    return { ...done(rollout.sentence), seenAtMilliseconds: rollout.atMilliseconds };
  }
  return {
    end: 'failed',
    reason: rollout.state === 'failed' ? 'rollout-failed' : 'rollout-slow',
    sentence: rollout.sentence,
    next: rollout.next ?? `kubectl -n ${step.input.namespace} get pods`,
  };
}

function done(sentence: string): Extract<StepEnd, { end: 'done' }> {
  return { end: 'done', outputs: {}, sentence };
}

/** One verb that changes something; `undefined`: it is done. */
async function call(
  step: StepRun<Input>,
  verb: 'prepare' | 'apply' | 'restart',
  version: string | undefined,
): Promise<StepEnd | undefined> {
  for (let attempt = 1; attempt <= UNREACHABLE_TRIES_MAX; attempt++) {
    const result = await callFunction(step, {
      name: `${verb}-${attempt}`,
      functionName: step.world.settings.functions.k8sDeployer,
      phase: verb,
      from: 'as it is',
      to: 'as the bundle says',
      request: requestOf(step, verb, version),
      answer: DeploymentResult,
    });
    await step.told(`${verb}-told-${attempt}`, async () => ({
      value: null,
      sentence: result.sentence,
      evidence: { outcome: result.outcome, objects: result.objects.length },
    }));
    if (['applied', 'ready', 'checked'].includes(result.outcome)) return undefined;
    // Its time was up in the middle: what is applied is found again, the rest follows.
    if (result.outcome === 'progressing') continue;
    const mayPass = verb === 'prepare' && attempt < REFUSED_TRIES_MAX;
    if (result.outcome !== 'unreachable' && !mayPass) return refusal(step, result);
    await step.workflow.wait(`${verb}-unreachable-${attempt}`, UNREACHABLE_SECONDS);
  }
  return {
    end: 'failed',
    reason: 'cluster-unreachable',
    sentence: `The API of ${step.input.cluster} was not reached in ${UNREACHABLE_TRIES_MAX} tries.`,
    next: `aws eks describe-cluster --name ${step.input.cluster}`,
  };
}

function refusal(step: StepRun<Input>, { outcome, sentence, next }: DeploymentResult): StepEnd {
  const then = next ?? `understudy why ${step.incident.id}`;
  if (outcome === 'conflict') return { end: 'asked', reason: 'conflict', sentence, next: then };
  return { end: 'failed', reason: `deployment-${outcome}`, sentence, next: then };
}

/** Which version of the bundle all calls of this step apply, and look at. */
function pin(step: StepRun<Input>): Promise<string | undefined> {
  const { bundle } = step.input;
  if (bundle.kind === 'packaged') return Promise.resolve(undefined);
  return step
    .told('pin', async ({ signal }) => {
      const { version, sentence } = await pinArchive(step, bundle.archive, signal);
      return { value: version ?? null, sentence };
    })
    .then((version) => version ?? undefined);
}

/** The same for a look, which is no part of a run. */
async function versionOf(step: StepFacts<Input>, signal: AbortSignal): Promise<string | undefined> {
  const { bundle } = step.input;
  if (bundle.kind === 'packaged') return undefined;
  return (await pinArchive(step, bundle.archive, signal)).version;
}

function requestOf(
  step: StepFacts<Input>,
  verb: DeploymentRequest['verb'],
  version: string | undefined,
): DeploymentRequest {
  const { input, plan } = step;
  const { bundle } = input;
  return {
    verb,
    run: runIdentity(step),
    region: plan.regions.recovery,
    cluster: input.cluster,
    namespace: input.namespace,
    service: input.service,
    bundle:
      bundle.kind === 'packaged'
        ? bundle
        : { kind: 'archive', archive: withVersion(bundle.archive, version) },
    values: { [REGION_VALUE]: plan.regions.recovery, ...input.values },
    allowedNamespaces: input['allowed-namespaces'],
    force: [],
  };
}
