import type { Binding } from '@understudy/config';

import { CONFIRM_WINDOW_SECONDS, SUSPICION_WINDOW_SECONDS } from '../deciding/outage-verdict.ts';
import { NO_PREREQUISITES, type Prerequisites } from '../readiness/prerequisites.ts';
import type { PlanFile } from './plan-file.ts';
import type { Plan } from './plan.ts';

/** The document's variables, and where in the plan file each says the same. */
export const PLAN_BINDINGS: readonly Binding[] = [
  { variable: 'DR_REGION', path: ['regions', 'recovery'], as: 'text' },
  { variable: 'PRIMARY_REGION', path: ['regions', 'primary'], as: 'text' },
  { variable: 'RDS_REPLICA_ID', path: ['database', 'replica'], as: 'text' },
  { variable: 'EKS_CLUSTER_NAME', path: ['cluster', 'recovery'], as: 'text' },
  { variable: 'APP_NAMESPACE', path: ['application', 'namespace'], as: 'text' },
  { variable: 'APP_SERVICE_NAME', path: ['application', 'service'], as: 'text' },
];

/** The document's own objective: its longest total. */
const RTO_MINUTES = 35;
/** A minute of writes: what an asynchronous replica loses on a bad day. */
const RPO_SECONDS = 60;
/** What an idle PostgreSQL source reports at most (field notes, section 7). */
const IDLE_LAG_SECONDS = 300;

/** What must be said, by the file or by the environment: everything else follows from it. */
export interface Essentials {
  readonly primary: string;
  readonly recovery: string;
  readonly replica: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly service: string;
}

/** The plan without its steps, every gap filled by the document's names. */
export function completePlan(
  file: PlanFile,
  said: Essentials,
  stage: string,
): Omit<Plan, 'steps' | 'hash'> {
  const { primary, recovery, replica, cluster } = said;
  const name = file.plan ?? said.service;
  const bucket = `${cluster}-${recovery}`;
  const { infrastructure, database } = file;
  const witness = file.regions?.witness;
  const closed = database?.['closed-security-group'];
  const state = infrastructure?.state ?? { bucket, key: 'dr/terraform.tfstate' };
  const risk = file['accepted-risk'];
  const confirmWindowSeconds = file['confirm-window-seconds'] ?? CONFIRM_WINDOW_SECONDS;
  return {
    name,
    stage,
    regions: { primary, recovery, ...(witness === undefined ? {} : { witness }) },
    objectives: {
      rtoMinutes: file.objectives?.['rto-minutes'] ?? RTO_MINUTES,
      rpoSeconds: file.objectives?.['rpo-seconds'] ?? RPO_SECONDS,
    },
    trigger: file.trigger ?? 'automatic',
    confirmWindowSeconds,
    suspicionWindowSeconds:
      file['suspicion-window-seconds'] ?? Math.min(SUSPICION_WINDOW_SECONDS, confirmWindowSeconds),
    whenUnknown: file['when-unknown'] ?? 'ask',
    ...(risk === undefined ? {} : { acceptedRisk: risk }),
    strict: file.strict ?? false,
    database: {
      primary: database?.primary ?? withoutEnding(replica, '-replica'),
      replica,
      ...(closed === undefined ? {} : { closedSecurityGroup: closed }),
      idleLagSeconds: database?.['idle-lag-seconds'] ?? IDLE_LAG_SECONDS,
    },
    cluster: { primary: file.cluster?.primary ?? withoutEnding(cluster, '-dr'), recovery: cluster },
    application: {
      namespace: said.namespace,
      service: said.service,
      manifests: file.application?.manifests ?? {
        kind: 'archive',
        archive: { bucket, key: 'manifests.zip' },
      },
    },
    infrastructure: {
      blueprint: infrastructure?.blueprint ?? { bucket, key: `${recovery}-dr.zip` },
      state: { ...state, region: recovery },
      host: infrastructure?.host ?? 'by-need',
    },
    traffic: trafficOf(file.traffic ?? {}, { bucket, key: `traffic/${name}` }),
    alarms: file.alarms ?? [],
    topics: file.topics ?? [],
    readiness: prerequisitesOf(file.readiness),
    observing: {
      ...(file.observing?.endpoint === undefined ? {} : { endpoint: file.observing.endpoint }),
      ...(file.observing?.balancer === undefined ? {} : { balancer: file.observing.balancer }),
      ...(file.observing?.control === undefined ? {} : { control: file.observing.control }),
    },
  };
}

function trafficOf(
  { bucket, key, record }: NonNullable<PlanFile['traffic']>,
  usual: { readonly bucket: string; readonly key: string },
): Plan['traffic'] {
  return {
    bucket: bucket ?? usual.bucket,
    key: key ?? usual.key,
    ...(record === undefined ? {} : { record }),
  };
}

function withoutEnding(text: string, ending: string): string {
  return text.endsWith(ending) ? text.slice(0, -ending.length) : text;
}

function prerequisitesOf(said: PlanFile['readiness']): Prerequisites {
  if (!said) return NO_PREREQUISITES;
  const { subnets, quotas = [], images = [], 'deployer-role': deployerRole, ...lists } = said;
  return {
    keys: lists.keys ?? [],
    grants: lists.grants ?? [],
    secrets: lists.secrets ?? [],
    certificates: lists.certificates ?? [],
    images: images.map(({ repository, tag, digest }) => ({
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    })),
    quotas: quotas.map(({ 'at-least': atLeast, ...quota }) => ({ ...quota, atLeast })),
    ...(subnets ? { subnets: { ids: subnets.ids, freeAddresses: subnets['free-addresses'] } } : {}),
    ...(deployerRole === undefined ? {} : { deployerRole }),
  };
}
