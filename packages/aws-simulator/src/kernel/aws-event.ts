import type { World } from './world.ts';

/** An event as EventBridge carries it [documented: "event structure"]. */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event of now, in the envelope that every source's events share [documented]. */
export function createAwsEvent(
  world: World,
  content: Pick<AwsEvent, 'detail-type' | 'source' | 'region' | 'resources' | 'detail'>,
): AwsEvent {
  return {
    version: '0',
    id: uuidFrom(world),
    account: world.accountId,
    // ISO 8601 without fractions.
    time: new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...content,
  };
}

function uuidFrom(world: World): string {
  const hex = (digits: number): string => world.random.hex(digits);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
