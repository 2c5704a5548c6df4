import { notLookedAt } from '../steps/not-looked-at.ts';
import type { StepFinding } from '../steps/step-kind.ts';
import type { FenceLook } from './look-at-fence.ts';

/** Read only: whether a fence could be made tonight. */
export async function checkFence(look: FenceLook): Promise<readonly StepFinding[]> {
  return Promise.all([checkTable(look), checkGroup(look), checkDeployer(look)]);
}

/** The old region's table must be reachable from here, or its own functions are never told. */
async function checkTable({ old, plan, signal }: FenceLook): Promise<StepFinding> {
  const check = `fence: the table in ${old.region}`;
  try {
    const keys = await old.ask(() => old.records.listKeys(), signal);
    const marker = await old.ask(() => old.records.readSurrender(`plan#${plan.name}`), signal);
    if (marker?.state === 'surrendered') {
      const words = `${old.region} surrendered ${plan.name} at epoch ${marker.epoch} already`;
      return { check, mark: 'failed', words, repair: 'understudy status dr' };
    }
    return { check, mark: 'verified', words: `${keys.length} services and plans would surrender` };
  } catch (thrown) {
    return notLookedAt(check, thrown, 'sls deploy (its role)');
  }
}

/** The one thing that cannot be made when it is needed: a closed group of the database's network. */
async function checkGroup({ old, plan, signal }: FenceLook): Promise<StepFinding> {
  const check = `fence: the database ${plan.database.primary}`;
  const { primary, closedSecurityGroup } = plan.database;
  if (closedSecurityGroup === undefined) {
    const words = 'the plan names no closed security group: the database cannot be fenced';
    return { check, mark: 'failed', words, repair: 'set database.closed-security-group' };
  }
  try {
    const [fact] = await old.ask(
      (ending) => old.rds.describeDatabases([primary], { signal: ending }),
      signal,
    );
    if (!fact) {
      const words = `${old.region} has no database ${primary}`;
      return { check, mark: 'failed', words, repair: 'correct database.primary' };
    }
    if (fact.securityGroups.some(({ id }) => id === closedSecurityGroup)) {
      const words = `${primary} is behind ${closedSecurityGroup}: it is fenced already`;
      return { check, mark: 'failed', words, repair: 'understudy status dr' };
    }
    const words = `${primary} is ${fact.status}, and ${closedSecurityGroup} is named; RDS has no dry run`;
    return { check, mark: 'unverified', words };
  } catch (thrown) {
    return notLookedAt(check, thrown, 'sls deploy (its role)');
  }
}

async function checkDeployer({ old, plan, signal }: FenceLook): Promise<StepFinding> {
  const check = `fence: the cluster ${plan.cluster.primary}`;
  const repair = `aws eks create-access-entry --region ${old.region} --cluster-name ${plan.cluster.primary} --principal-arn <the deployer's role>`;
  try {
    const answer = await old.deploy('check', signal);
    const reached = answer.outcome === 'checked' || answer.outcome === 'ready';
    if (reached) return { check, mark: 'verified', words: answer.sentence };
    return { check, mark: 'failed', words: answer.sentence, repair: answer.next ?? repair };
  } catch (thrown) {
    return notLookedAt(check, thrown, repair);
  }
}
