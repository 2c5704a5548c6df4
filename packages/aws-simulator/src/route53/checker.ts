import type { World } from '../kernel/world.ts';
import type { EndpointAnswer, EndpointNetwork } from './endpoint.ts';
import type { HealthCheckSettings } from './health-check.ts';

/** One checker: its own place, its own beat, its own opinion. */
export interface Checker {
  readonly region: string;
  /** Undefined: it has not seen enough yet, or cannot look. */
  opinion(): boolean | undefined;
  lastCheckedAt(): number;
  /** The endpoint may answer differently from now on. */
  look(): void;
  /** It has long been looking: what it would find, it has found. */
  settle(): void;
  stop(): void;
}

/** documented: a connection within 4 seconds. */
const TIMEOUT_MS = 4_000;

/**
 * While an endpoint answers in the same way, the outcome of all coming checks is known: only the
 * check that changes the opinion is scheduled. A change that no check saw is not noticed.
 */
export function createChecker(
  world: World,
  network: EndpointNetwork,
  settings: HealthCheckSettings,
  place: { readonly region: string; readonly phaseMilliseconds: number },
  onVerdict: () => void,
): Checker {
  const intervalMs = settings.intervalSeconds * 1_000;
  const firstAt = world.clock.now() + place.phaseMilliseconds;
  let opinion: boolean | undefined;
  let answersWell: boolean | undefined;
  let cancel = (): void => undefined;

  const checkAfter = (at: number): number =>
    firstAt + Math.max(0, Math.ceil((at - firstAt) / intervalMs)) * intervalMs;

  function look(): void {
    const answer = network.answer(settings, place.region);
    const isWell = passes(answer);
    if (isWell === answersWell) return;
    answersWell = isWell;
    cancel();
    if (isWell === opinion) return;
    const now = world.clock.now();
    // documented: as many in a row as the threshold says; the first opinion needs one.
    const needed = opinion === undefined ? 1 : settings.failureThreshold;
    const patience = answer === 'timeout' ? TIMEOUT_MS : 0;
    const at = checkAfter(now) + (needed - 1) * intervalMs + patience;
    cancel = world.clock.schedule(at, () => {
      opinion = isWell;
      onVerdict();
    });
  }

  return {
    region: place.region,
    opinion: () => (world.outages.serves(place.region) ? opinion : undefined),
    lastCheckedAt: () => Math.max(firstAt, checkAfter(world.clock.now()) - intervalMs),
    look,
    settle() {
      cancel();
      answersWell = passes(network.answer(settings, place.region));
      opinion = answersWell;
    },
    stop: () => cancel(),
  };
}

/** documented: 2xx and 3xx. */
function passes(answer: EndpointAnswer): boolean {
  return answer !== 'timeout' && answer >= 200 && answer < 400;
}
