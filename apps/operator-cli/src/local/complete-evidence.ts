import type { ServiceState } from '@understudy/leases';
import { deriveState, type FailoverWorld, type Look } from '@understudy/sns-instance-failover';

/** Who is in charge by the world alone, or what is missing to say so. */
export type Evidence =
  | { readonly complete: true; readonly state: ServiceState; readonly words: string }
  | { readonly complete: false; readonly missing: readonly string[] };

/** Without the table only a look that misses nothing will do: every sensor, every member. */
export function judgeEvidence(
  look: Look,
  definition: ReturnType<FailoverWorld['settings']['definitionOf']>,
): Evidence {
  const missing = [...(look.blind === undefined ? [] : [look.blind]), ...unknownsOf(look)];
  const { state, words } = deriveState(look, definition);
  if (!state) missing.push(`who is in charge (${words})`);
  if (missing.length > 0 || !state) return { complete: false, missing };
  return { complete: true, state, words };
}

function unknownsOf({ members }: Look): readonly string[] {
  return [members.primary, members.backup].flatMap((member) => [
    ...(member.instance || member.ambiguous ? [] : [`an instance that plays ${member.role}`]),
    ...(member.ambiguous
      ? [`one ${member.role}, instead of ${member.ambiguous.join(' and ')}`]
      : []),
    ...(member.status.known ? [] : [`the status of the ${member.role} (${member.status.why})`]),
    ...member.targets.flatMap(({ group, target }) =>
      target.known ? [] : [`the ${member.role}'s health in ${group.name} (${target.why})`],
    ),
  ]);
}
