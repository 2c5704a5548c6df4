import type { InstanceFact } from '@understudy/aws-clients';
import { hasCode, toErrorRecord } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { change, lookNow, toldStep, type Change, type Run } from './run.ts';

/** Not a fence: tracked connections survive a change of groups. It only keeps new traffic away. */
export async function isolateMember(run: Run, role: Role, label: string): Promise<boolean> {
  const { quarantineSecurityGroup } = run.session.service;
  return toldStep(run, `${label}.isolate`, async (scope) => {
    const look = await lookNow(run, scope);
    const instance = look.members[role].instance;
    if (!instance || quarantineSecurityGroup === undefined) {
      return {
        value: false,
        sentence: `The ${role} could not be fenced, and no quarantine group is configured.`,
      };
    }
    if (!instance.securityGroups.includes(quarantineSecurityGroup)) {
      await saveOriginalGroups(run, role, instance.id, instance.securityGroups);
      const refusal = await quarantine(run, instance, quarantineSecurityGroup, scope);
      if (refusal !== undefined)
        return { value: false, sentence: `The ${role} could not be isolated: ${refusal}` };
    }
    return {
      value: true,
      sentence: `The ${role} (${instance.id}) is isolated by ${quarantineSecurityGroup}; that is no fence.`,
    };
  });
}

/** Why not, in words: what cannot be isolated is asked about all the same. */
async function quarantine(
  run: Run,
  instance: InstanceFact,
  group: string,
  scope: StepScope,
): Promise<string | undefined> {
  const { ec2 } = run.session.world;
  const intent: Change = {
    phase: 'isolate',
    call: 'ec2:ModifyInstanceAttribute',
    on: [instance.id],
    from: instance.securityGroups.join(','),
    to: group,
  };
  try {
    await change(
      run,
      intent,
      (permit) => ec2.setSecurityGroups(permit, instance.id, [group]),
      scope,
    );
    return undefined;
  } catch (thrown) {
    if (!REFUSALS.some((code) => hasCode(thrown, code))) throw thrown;
    return toErrorRecord(thrown).message;
  }
}

const REFUSALS = ['Forbidden', 'NotFound', 'Refused', 'WrongState'] as const;

async function saveOriginalGroups(
  run: Run,
  role: Role,
  instanceId: string,
  groups: readonly string[],
): Promise<void> {
  const { store } = run.session.world;
  const { state } = await store.readService(run.session.key);
  const member = { ...state?.members[role], instanceId, originalSecurityGroups: [...groups] };
  await store.saveState(run.session.hold(), { members: { ...state?.members, [role]: member } });
}
