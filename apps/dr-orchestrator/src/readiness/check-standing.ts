import { ageSeconds, effectiveArming } from '@understudy/leases';

import { outstandingFences, outstandingWords } from '../deciding/decide-guard.ts';
import { judgeEndpoint } from '../deciding/judge-endpoint.ts';
import type { ReadinessFinding } from '../deciding/judge-readiness.ts';
import { OBSERVATION_LIMIT_SECONDS } from '../deciding/outage-verdict.ts';
import { planKey } from '../observing/observe.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { lookAt, verifiedIf, type Found } from './finding.ts';

/** Failback of a region has no command. */
const BY_HAND = 'apps/dr-orchestrator/README.md, "After a recovery"';

/** How the plan itself stands: armed, observed, in charge where it should be, replicated, built. */
export async function checkStanding(
  world: RecoveryWorld,
  plan: Plan,
): Promise<readonly ReadinessFinding[]> {
  return Promise.all([
    checkArming(world, plan),
    checkAuthority(world, plan),
    ...(['observer', 'witness'] as const).map((name) => checkObserver(world, plan, name)),
    checkEndpoint(world, plan),
    checkReplica(world, plan),
    checkControlPlanes(world, plan),
    checkBucket(world, plan),
    ...checkAccess(world, plan),
  ]);
}

function checkArming(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const about = {
    what: `${plan.name} is armed`,
    why: 'a plan that is not armed holds, whatever happens',
    repair: 'understudy arm dr --reason "…"',
  };
  return lookAt(world.clock, about, async () => {
    const { arming } = await world.store.readService(planKey(plan));
    const { mode, reason } = effectiveArming(arming, world.clock.now());
    return verifiedIf(mode === 'armed', `${mode}: ${reason}`);
  });
}

function checkAuthority(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const { primary, recovery } = plan.regions;
  const about = {
    what: `${primary} is in charge, and nothing of a fence is owed`,
    why: 'a plan has one direction: after it was carried out there is nothing left to fail over to',
    repair: BY_HAND,
  };
  return lookAt(world.clock, about, async (): Promise<Found> => {
    const key = planKey(plan);
    const [{ state, surrendered }, record, guard] = await Promise.all([
      world.store.readService(key),
      world.store.readPlan(key),
      world.inRegion(recovery).records.readGuard(plan.name),
    ]);
    if (surrendered) return verifiedIf(false, `surrendered to ${surrendered.toRegion}`);
    const open = outstandingFences(record, guard);
    if (open.length > 0) return verifiedIf(false, outstandingWords(primary, open));
    const words = `${state?.active === 'backup' ? recovery : primary}, epoch ${state?.epoch ?? 0}`;
    return verifiedIf(state?.active !== 'backup', words);
  });
}

function checkObserver(
  world: RecoveryWorld,
  plan: Plan,
  name: 'observer' | 'witness',
): Promise<ReadinessFinding> {
  const about = {
    what: `the ${name} looks`,
    why: 'one observer alone never acts',
    repair:
      name === 'witness'
        ? `sls deploy --param role=witness --region ${plan.regions.witness ?? '<a third region>'}`
        : `sls deploy --region ${plan.regions.recovery}`,
  };
  return lookAt(world.clock, about, async () => {
    const all = await world.inRegion(plan.regions.recovery).records.readObservations(plan.name);
    const found = all.find(({ observer }) => observer === name);
    const age = found && ageSeconds(found, world.clock.now());
    if (age === undefined) return verifiedIf(false, 'it has never looked');
    const control = found?.looks.at(-1)?.control;
    const words = `${Math.round(age)} s ago from ${found?.region}; control: ${control?.words}`;
    return verifiedIf(age <= OBSERVATION_LIMIT_SECONDS && control?.result === 'yes', words);
  });
}

/** The one sensor that hears of a loss which no control plane tells. */
function checkEndpoint(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const { endpoint, balancer } = plan.observing;
  const place = `apps/dr-orchestrator/config/${plan.stage}.yml`;
  const about = {
    what: 'the observers ask as a user asks',
    why: 'RDS goes on to say available while the data plane of its region is lost: by its word alone that region serves',
    repair:
      endpoint === undefined
        ? `observing: { endpoint: https://… } in ${place}: a page that answers below 400 while the application serves`
        : `make ${endpoint} answer below 400, or correct observing.endpoint in ${place}`,
  };
  return lookAt(world.clock, about, async () => {
    const { records } = world.inRegion(plan.regions.recovery);
    const observations = await records.readObservations(plan.name);
    return judgeEndpoint({ endpoint, balancer, observations });
  });
}

/** What a promotion would promote, in peace time: fed by the database that the plan names. */
function checkReplica(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const { primary, replica } = plan.database;
  const about = {
    what: `${replica} is fed by ${primary}`,
    why: 'a promotion of anything else is no recovery: nothing of tonight is in it',
    repair: 'terraform apply in terraform/environments (the replica)',
  };
  return lookAt(world.clock, about, async (signal) => {
    const { rds } = world.inRegion(plan.regions.recovery);
    const [fact] = await rds.describeDatabases([replica], { signal });
    if (!fact) return verifiedIf(false, 'there is no such database');
    const { source, replicationStatus = 'nothing', status } = fact;
    const fed = source?.id === primary && replicationStatus === 'replicating';
    const words = `source ${source?.id ?? 'none'}, ${replicationStatus}, ${status}`;
    return verifiedIf(fed, words);
  });
}

/**
 * What is created during the disaster needs control planes that a regional event may take away
 * (field notes, section 7): roles and load balancers, and a cluster's own.
 */
function checkControlPlanes(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const { recovery } = plan.cluster;
  const about = {
    what: 'no control plane that a regional disaster forbids is on the way',
    why: 'creating clusters, load balancers and roles may not be possible that night',
    repair: 'understudy prepare dr',
  };
  const builds = plan.steps.some(({ kind }) => kind === 'run-terraform-apply');
  return lookAt(world.clock, about, async (signal) => {
    if (!builds) return verifiedIf(true, 'the plan builds nothing');
    const { eks } = world.inRegion(plan.regions.recovery);
    const cluster = await eks.describeCluster(recovery, { signal });
    if (cluster?.status === 'ACTIVE') return verifiedIf(true, `${recovery} stands already`);
    const words = `${recovery} is ${cluster?.status ?? 'not there'}: the plan creates it, its roles and its balancer`;
    return verifiedIf(false, words);
  });
}

function checkBucket(world: RecoveryWorld, plan: Plan): Promise<ReadinessFinding> {
  const { blueprint, state } = plan.infrastructure;
  const { recovery } = plan.regions;
  const about = {
    what: `blueprint and state are in ${recovery}`,
    why: 'a bucket of the lost region answers nobody',
    repair: 'scripts/package-blueprint, then aws s3 cp',
  };
  return lookAt(world.clock, about, async (signal): Promise<Found> => {
    if (state.region !== recovery) return verifiedIf(false, `the state is in ${state.region}`);
    const { bucket, key, versionId } = blueprint;
    const location = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
    const found = await world.inRegion(recovery).objects.head(location, { signal });
    const where = `s3://${blueprint.bucket}/${blueprint.key}`;
    return verifiedIf(
      found !== undefined,
      found ? `${where}, ${found.bytes} bytes` : `no ${where}`,
    );
  });
}

/** The deployer may enter both clusters: the old one to stop it, the new one to fill it. */
function checkAccess(world: RecoveryWorld, plan: Plan): readonly Promise<ReadinessFinding>[] {
  const { deployerRole } = plan.readiness;
  if (deployerRole === undefined) return [];
  const { primary, recovery } = plan.regions;
  const clusters = [
    { region: primary, name: plan.cluster.primary, required: true },
    { region: recovery, name: plan.cluster.recovery, required: false },
  ];
  return clusters.map(({ region, name, required }) => {
    const about = {
      what: `${deployerRole} may enter ${name}`,
      why: 'without an access entry every request of the deployer is refused',
      repair: `aws eks create-access-entry --region ${region} --cluster-name ${name} --principal-arn ${deployerRole}`,
    };
    return lookAt(world.clock, about, async (signal): Promise<Found> => {
      const { eks } = world.inRegion(region);
      const cluster = await eks.describeCluster(name, { signal });
      if (!cluster && !required)
        return { mark: 'unverified', found: 'Terraform makes it with the cluster' };
      const entry = await eks.describeAccessEntry(name, deployerRole, { signal });
      return verifiedIf(entry !== undefined, entry ? 'it has an entry' : 'it has none');
    });
  });
}
