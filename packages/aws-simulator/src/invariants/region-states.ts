import type { EffectEntry } from '../kernel/effect-log.ts';

/** A database, by where it is. */
export interface DatabasePlace {
  readonly region: string;
  readonly id: string;
}

/** What the effects so far say of databases and of what is lost. */
export interface RegionStates {
  apply(effect: EffectEntry): void;
  /** Whether applications commit to it: it stands alone, runs, and is connected to. */
  isWritten(place: DatabasePlace): boolean;
  /** Whether whoever may connect could commit to it. */
  isWritable(place: DatabasePlace): boolean;
  /** RDS's own recovery is under way. */
  isRecovering(place: DatabasePlace): boolean;
  /** Behind closed groups since before its last boot, and nobody is connected. */
  isFenced(place: DatabasePlace, closedGroupIds: readonly string[]): boolean;
  /** Whether somebody in a region can know how another one fares. */
  isKnown(region: string, fromRegion: string): boolean;
}

interface DatabaseState {
  status: string;
  role: string;
  isCrashed: boolean;
  connections: number;
  groups: readonly string[];
  hasBootedSinceGroups: boolean;
  isRecovering: boolean;
}

const SERVING = ['available', 'backing-up', 'modifying'];

export function createRegionStates(): RegionStates {
  const databases = new Map<string, DatabaseState>();
  /** By the subject's part after `outage/`: how many of it are under way. */
  const outages = new Map<string, number>();

  function stateOf({ region, id }: DatabasePlace): DatabaseState {
    const key = `${region}/${id}`;
    const known = databases.get(key) ?? newState();
    databases.set(key, known);
    return known;
  }

  const isLost = (...names: readonly string[]): boolean =>
    names.some((name) => (outages.get(name) ?? 0) > 0);

  const serves = (region: string): boolean => !isLost(`region/${region}`, `data-plane/${region}`);

  function isWritable(place: DatabasePlace): boolean {
    const { status, role, isCrashed } = stateOf(place);
    const runs = SERVING.includes(status) && !isCrashed && serves(place.region);
    return runs && role === 'stand-alone';
  }

  return {
    apply(effect) {
      const [kind, ...rest] = effect.subject.split('/');
      if (kind === 'outage') {
        const name = rest.join('/');
        const change = effect.to === 'none' ? -1 : 1;
        outages.set(name, (outages.get(name) ?? 0) + change);
      }
      const [region, id, aspect] = rest;
      if (kind !== 'database' || region === undefined || id === undefined) return;
      applyTo(stateOf({ region, id }), aspect, effect);
    },
    isWritten: (place) => isWritable(place) && stateOf(place).connections > 0,
    isWritable,
    isRecovering: (place) => stateOf(place).isRecovering && serves(place.region),
    isFenced(place, closedGroupIds) {
      const { groups, hasBootedSinceGroups, connections } = stateOf(place);
      const closed = groups.length > 0 && groups.every((group) => closedGroupIds.includes(group));
      return closed && hasBootedSinceGroups && connections === 0;
    },
    isKnown: (region, from) =>
      !isLost(
        ...['region', 'data-plane', 'control-plane', 'partition'].map(
          (kind) => `${kind}/${region}`,
        ),
        `partition/${from}`,
        ...[region, '*'].map((to) => `path/${from}/${to}`),
        ...[from, '*'].map((to) => `path/${region}/${to}`),
        ...[`path/*/${region}`, `path/*/${from}`],
      ),
  };
}

function newState(): DatabaseState {
  return {
    status: 'available',
    role: 'none',
    isCrashed: false,
    connections: 0,
    groups: [],
    hasBootedSinceGroups: false,
    isRecovering: false,
  };
}

function applyTo(state: DatabaseState, aspect: string | undefined, effect: EffectEntry): void {
  switch (aspect) {
    case undefined: {
      state.status = effect.to;
      const boots = ['rebooting', 'failing-over', 'starting'].includes(effect.to);
      if (boots) state.hasBootedSinceGroups = true;
      state.isRecovering = boots && effect.cause.kind === 'service';
      return;
    }
    case 'role':
      state.role = effect.to;
      return;
    case 'source':
      state.role = effect.to === 'none' ? 'stand-alone' : 'replica';
      return;
    case 'engine':
      state.isCrashed = effect.to === 'crashed';
      return;
    case 'connections':
      state.connections = Number(effect.to);
      return;
    case 'security-groups':
      state.groups = effect.to.split(',');
      state.hasBootedSinceGroups = false;
      return;
    default:
  }
}
