import type { Decision } from '../deciding/decision.ts';
import { otherRole } from '../services/service-definition.ts';
import type { ActOutcome } from './act-outcome.ts';
import { change, lookNow, toldStep, type Run } from './run.ts';

/** A person says that the standby is good again: no longer suspect, its own groups restored. */
export async function acceptStandby(run: Run, decision: Decision): Promise<ActOutcome> {
  const { service, world, key } = run.session;
  const roles = [otherRole(decision.from), decision.from] as const;
  const restored = await toldStep(run, 'accept', async (scope) => {
    const look = await lookNow(run, scope);
    const { state } = await world.store.readService(key);
    const names: string[] = [];
    for (const role of roles) {
      const original = state?.members[role]?.originalSecurityGroups;
      const instance = look.members[role].instance;
      if (!original || !instance) continue;
      await change(
        run,
        {
          phase: 'restore',
          call: 'ec2:ModifyInstanceAttribute',
          on: [instance.id],
          from: instance.securityGroups.join(','),
          to: original.join(','),
        },
        (permit) => world.ec2.setSecurityGroups(permit, instance.id, original),
        scope,
      );
      names.push(instance.id);
    }
    // What was said against a member goes with this: its instance is all that stays on record.
    const members = Object.fromEntries(
      Object.entries(state?.members ?? {}).map(
        ([role, { instanceId, fencedSinceMilliseconds }]) => [
          role,
          {
            instanceId,
            ...(fencedSinceMilliseconds === undefined ? {} : { fencedSinceMilliseconds }),
          },
        ],
      ),
    );
    await world.store.saveState(run.session.hold(), { members });
    return {
      value: names,
      sentence:
        names.length === 0
          ? 'The standby is accepted.'
          : `Accepted; the groups of ${names.join(', ')} are restored.`,
    };
  });
  const groups =
    restored.length === 0 ? '' : `; the security groups of ${restored.join(', ')} are restored`;
  return {
    name: 'completed',
    reason: 'accepted',
    sentence: `The ${roles[0]} of ${service.name} may be used again${groups}.`,
  };
}
