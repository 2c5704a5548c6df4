import type { World } from './world.ts';

/** An event as EventBridge carries it; the composition delivers it. */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
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
