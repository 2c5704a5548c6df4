import type { PlannedChange } from '../policy/judge-plan.ts';
import type { TerraformMessage } from './terraform-message.ts';

/** Follows an apply: which of the planned addresses are not done yet. */
export function createLeftToDo(planned: readonly PlannedChange[]): {
  onMessage(message: TerraformMessage): void;
  left(): readonly string[];
} {
  const left = new Map(planned.map(({ address, change }) => [address, change]));
  return {
    onMessage(message) {
      if (message.type !== 'apply_complete') return;
      const { action, resource } = message.hook;
      // A replacement completes twice: it is done when the new one is there.
      if (left.get(resource.addr) === 'replace' && action === 'delete') return;
      left.delete(resource.addr);
    },
    left: () => [...left.keys()],
  };
}
