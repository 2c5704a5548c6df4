import type {
  Cause,
  InfrastructureProgress,
  KonectaInfrastructure,
  SourceFunction,
} from '@understudy/aws-simulator';
import type { Clock } from '@understudy/clock';
import { TerraformRequest, type TerraformResult } from '@understudy/recovery-messages';

/** What the modelled runner builds, and what its plan would say. */
export interface ModelledBlueprint {
  readonly infrastructure: KonectaInfrastructure;
  /** The outputs of the blueprint, once all of it stands. */
  readonly outputs: () => Readonly<Record<string, string>>;
  /** How long Terraform itself takes to begin: init, refresh, plan. Milliseconds. */
  readonly overhead: () => number;
}

/** Terraform looks at what it waits for about this often. */
const LOOK_MS = 10_000;

/** The runner stops its child early enough before Lambda would end both. */
const RESERVE_MS = 60_000;

const LINEAGE = 'konecta-erp-dr';

interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** What a task says of itself beside that: it has longer, and its lock is proved dead otherwise. */
export interface ModelledTaskContext extends LambdaContext {
  lockedUntilMilliseconds(): number;
  /** True when it is asked to end (SIGTERM). */
  isStopped(): boolean;
}

interface ModelledHost extends Pick<ModelledTaskContext, 'lockedUntilMilliseconds' | 'isStopped'> {
  readonly clock: Clock;
  readonly cause: Cause;
  readonly endsAtMilliseconds: number;
}

/**
 * terraform-runner as a model, for virtual time: the same messages, the same outcomes, resources
 * that take as long as the field's. What it says of Terraform itself is tested by the real one.
 */
export function createModelledRunner(blueprint: () => ModelledBlueprint): SourceFunction {
  let serial = 0;
  /** The end of the invocation that has the state's lock: one that crashed keeps it until then. */
  let lock: { readonly run: string; readonly untilMilliseconds: number } | undefined;

  async function apply(
    request: TerraformRequest,
    host: ModelledHost,
  ): Promise<Partial<TerraformResult> & Pick<TerraformResult, 'outcome' | 'sentence'>> {
    const { infrastructure, outputs, overhead } = blueprint();
    const { clock, cause } = host;
    const options = optionsOf(request);
    const end = Math.min(
      host.endsAtMilliseconds - RESERVE_MS,
      request.deadlineMilliseconds ?? Number.POSITIVE_INFINITY,
    );
    await clock.sleep(overhead());
    const before = infrastructure.progress(options);
    if (before.complete) {
      return { outcome: 'unchanged', sentence: 'Nothing is to be changed.', outputs: outputs() };
    }
    for (;;) {
      lock = { run: request.run.owner, untilMilliseconds: host.lockedUntilMilliseconds() };
      const progress = infrastructure.step({ cause }, options);
      if (progress.failed !== undefined) {
        return { outcome: 'failed', sentence: progress.failed, left: [...progress.missing] };
      }
      if (progress.complete) return applied(before, outputs());
      const isOver = clock.now() + LOOK_MS >= end || host.isStopped();
      if (isOver) return interrupted(progress);
      await clock.sleep(LOOK_MS);
    }
  }

  async function serve(event: unknown, host: ModelledHost): Promise<TerraformResult> {
    const request = TerraformRequest.parse(event);
    const { clock } = host;
    if (request.verb !== 'apply') return complete(await look(request, host, blueprint()), serial);
    if (lock && clock.now() < lock.untilMilliseconds) {
      return complete(
        { outcome: 'locked', sentence: `The state is locked by ${lock.run}.` },
        serial,
      );
    }
    lock = { run: request.run.owner, untilMilliseconds: host.lockedUntilMilliseconds() };
    const result = await apply(request, host);
    lock = undefined;
    return complete(result, ++serial);
  }

  return (door) => (event, context) => {
    const lambda = context as LambdaContext & Partial<ModelledTaskContext>;
    const endsAtMilliseconds = door.clock.now() + lambda.getRemainingTimeInMillis();
    return serve(event, {
      clock: door.clock,
      cause: causeOf(lambda),
      endsAtMilliseconds,
      lockedUntilMilliseconds: lambda.lockedUntilMilliseconds ?? (() => endsAtMilliseconds),
      isStopped: lambda.isStopped ?? (() => false),
    });
  };
}

/** `check` and `rehearse`: what there would be to do, and nothing done. */
async function look(
  request: TerraformRequest,
  { clock }: Pick<ModelledHost, 'clock'>,
  { infrastructure, overhead }: ModelledBlueprint,
): Promise<Pick<TerraformResult, 'outcome' | 'sentence' | 'counts' | 'findings'>> {
  if (request.verb === 'rehearse') await clock.sleep(overhead());
  const { missing } = infrastructure.progress(optionsOf(request));
  const words = missing.length === 0 ? 'all of it stands' : `to be built: ${missing.join(', ')}`;
  return {
    outcome: 'checked',
    sentence: `The blueprint is valid; ${words}.`,
    counts: { add: missing.length, change: 0, destroy: 0, replace: 0 },
    findings: [{ check: 'blueprint', mark: 'verified', words }],
  };
}

function optionsOf({ variables }: TerraformRequest): { readonly pilotLight: boolean } {
  return { pilotLight: variables['pilot_light'] === true };
}

function applied(
  before: InfrastructureProgress,
  outputs: Readonly<Record<string, string>>,
): Pick<TerraformResult, 'outcome' | 'sentence' | 'counts' | 'outputs'> {
  const add = before.missing.length;
  return {
    outcome: 'applied',
    sentence: `${add} resources were made.`,
    counts: { add, change: 0, destroy: 0, replace: 0 },
    outputs: { ...outputs },
  };
}

function interrupted({
  missing,
}: InfrastructureProgress): Pick<TerraformResult, 'outcome' | 'sentence' | 'left'> {
  return {
    outcome: 'interrupted',
    sentence: 'Stopped in time; the state is saved and unlocked.',
    left: [...missing],
  };
}

function complete(
  result: Partial<TerraformResult> & Pick<TerraformResult, 'outcome' | 'sentence'>,
  serial: number,
): TerraformResult {
  return { outputs: {}, left: [], findings: [], state: { lineage: LINEAGE, serial }, ...result };
}

function causeOf({ awsRequestId, functionName }: LambdaContext): Cause {
  return { kind: 'invocation', functionName, id: awsRequestId };
}
