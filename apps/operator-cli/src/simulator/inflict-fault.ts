import { TerminalError } from '@understudy/errors';
import type { DeployedJupiter, DeployedKonecta } from '@understudy/fault-simulation';
import * as z from 'zod';

import { isMachineFault, MACHINE_FAULTS } from './machine-faults.ts';
import { DATABASE_FAULTS, isDatabaseFault, isRegionFault, REGION_FAULTS } from './world-faults.ts';

const Fault = z.strictObject({
  target: z.string().min(1),
  fault: z.string(),
  times: z.int().positive().optional(),
  persistent: z.boolean().optional(),
});
type Fault = z.infer<typeof Fault>;

/** What can suffer: jupiter's machines, konecta-erp's databases, whole regions. */
export interface Sufferers {
  readonly jupiter: DeployedJupiter;
  readonly konecta: DeployedKonecta | undefined;
  /** Regions that are lost now, with how each comes back. */
  readonly lost: Map<string, () => void>;
}

/** Lets a machine, a database or a region suffer; what is not there is refused with what is. */
export function inflictFault(sufferers: Sufferers, body: unknown): unknown {
  const parsed = Fault.safeParse(body);
  if (!parsed.success) {
    throw new TerminalError(
      'FaultInvalid',
      `Expected {"target", "fault"}, found ${JSON.stringify(body)}.`,
    );
  }
  const { data } = parsed;
  const { target, fault } = data;
  if (regionNames(sufferers).includes(target)) return loseRegion(sufferers, target, fault);
  if (databases(sufferers).has(target)) return hurtDatabase(sufferers, target, fault);
  return hurtMachine(sufferers, data);
}

function regionNames({ jupiter, konecta }: Sufferers): readonly string[] {
  return konecta ? Object.values(konecta.regions).map(({ name }) => name) : [jupiter.region.name];
}

function databases({ konecta }: Sufferers): ReadonlyMap<string, 'primary' | 'recovery'> {
  if (!konecta) return new Map();
  const { databaseId, replicaId } = konecta.konecta;
  return new Map([
    [databaseId, 'primary'],
    [replicaId, 'recovery'],
  ]);
}

function loseRegion({ jupiter, lost }: Sufferers, region: string, fault: string): unknown {
  if (!isRegionFault(fault)) throw unknownFault(fault, REGION_FAULTS);
  if (fault === 'lost' && !lost.has(region)) {
    const { outages } = jupiter.aws.world;
    lost.set(region, outages.begin({ kind: 'region', name: 'region-lost', region }));
  }
  if (fault === 'comes-back') {
    lost.get(region)?.();
    lost.delete(region);
  }
  return { target: region, fault, words: REGION_FAULTS[fault] };
}

function hurtDatabase(sufferers: Sufferers, id: string, fault: string): unknown {
  if (!isDatabaseFault(fault)) throw unknownFault(fault, DATABASE_FAULTS);
  const known = databases(sufferers);
  const home = known.get(id) ?? 'primary';
  if (fault.startsWith('replication-') && home === 'primary') {
    // The source has no replication of its own: nothing would come of it, and nobody would know.
    const replicas = [...known].flatMap(([one, where]) => (where === 'recovery' ? [one] : []));
    throw new TerminalError(
      'TargetUnknown',
      `Expected a replica (${replicas.join(', ')}) for ${fault}, found ${id}.`,
    );
  }
  sufferers.konecta?.regions[home].rds.fault(id, fault);
  return { target: id, fault, words: DATABASE_FAULTS[fault] };
}

function hurtMachine(sufferers: Sufferers, { target, fault, times, persistent }: Fault): unknown {
  const { jupiter } = sufferers.jupiter;
  const [instanceId] = target.startsWith('i-') ? [target] : jupiter.ec2.named(target);
  if (instanceId === undefined || !jupiter.ec2.instance(instanceId)) {
    const machines = Object.values(jupiter.services).flatMap(({ name }) => [
      `${name}-primary`,
      `${name}-backup`,
    ]);
    const known = [...machines, ...databases(sufferers).keys(), ...regionNames(sufferers)];
    throw new TerminalError(
      'TargetUnknown',
      `Expected one of ${known.join(', ')}, found ${target}.`,
    );
  }
  if (!isMachineFault(fault)) throw unknownFault(fault, MACHINE_FAULTS);
  jupiter.ec2.fault(instanceId, fault, {
    ...(times === undefined ? {} : { times }),
    ...(persistent === undefined ? {} : { persistent }),
  });
  return { target, instanceId, fault, words: MACHINE_FAULTS[fault] };
}

function unknownFault(found: string, known: Readonly<Record<string, string>>): TerminalError {
  const names = Object.keys(known).join(', ');
  return new TerminalError('FaultInvalid', `Expected one of ${names}, found ${found}.`);
}
