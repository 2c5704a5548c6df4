import type { SimulatedRegion } from '@understudy/aws-simulator';

type DatabaseFault = Parameters<SimulatedRegion['rds']['fault']>[1];

/** Every fault of the simulator's databases, with what it looks like from outside. */
export const DATABASE_FAULTS: Readonly<Record<DatabaseFault, string>> = {
  crash: 'stops working; its status says nothing of it',
  'comes-back': 'works again',
  'native-failover': 'RDS fails over to its other zone by itself',
  'native-reboot': 'RDS reboots it',
  backup: 'its backup window begins',
  'storage-full': 'has no room to write',
  'storage-freed': 'has room again',
  'replication-stops': 'a replica: copies no more',
  'replication-resumes': 'a replica: copies again',
  'replication-lags': 'a replica: is ten minutes behind',
};

/** What may befall a whole region of the simulator. */
export const REGION_FAULTS = {
  lost: 'nothing in it runs or answers',
  'comes-back': 'runs and answers again, as it was when it was lost',
} as const;

export type RegionFault = keyof typeof REGION_FAULTS;

export function isDatabaseFault(text: string): text is DatabaseFault {
  return Object.hasOwn(DATABASE_FAULTS, text);
}

export function isRegionFault(text: string): text is RegionFault {
  return Object.hasOwn(REGION_FAULTS, text);
}
