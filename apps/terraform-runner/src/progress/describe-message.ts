import { describeDiagnostic, type TerraformMessage } from './terraform-message.ts';

/** One piece of progress, for a terminal and, where it is worth keeping, for the timeline. */
export interface ProgressLine {
  readonly sentence: string;
  readonly keep: boolean;
  readonly address?: string;
  readonly elapsedSeconds?: number;
}

/** A still-going resource is written down this often, in seconds of its own; terminals see each. */
const STILL_GOING_KEPT_EVERY_SECONDS = 60;

/** What a message of Terraform's says to a person; `undefined`: nothing worth their time. */
export function describeMessage(message: TerraformMessage): ProgressLine | undefined {
  switch (message.type) {
    case 'apply_start':
    case 'apply_complete':
    case 'apply_errored':
    case 'apply_progress':
      return describeHook(message);
    case 'provision_progress':
      // A provisioner may print anything: shown as it comes (masked), never kept.
      return line(message['@message'], false, message.hook.resource.addr);
    case 'planned_change':
      return line(message['@message'], false, message.change.resource.addr);
    case 'resource_drift':
      return line(message['@message'], true, message.change.resource.addr);
    case 'change_summary':
      return line(message['@message'], true);
    case 'diagnostic':
      return line(
        `${message.diagnostic.severity}: ${describeDiagnostic(message.diagnostic)}`,
        message.diagnostic.severity === 'error',
      );
    default:
      return undefined;
  }
}

function describeHook(
  message: Extract<TerraformMessage, { readonly hook: unknown }>,
): ProgressLine {
  const { resource, elapsed_seconds: elapsedSeconds } = message.hook;
  const keep =
    message.type !== 'apply_progress' ||
    (elapsedSeconds ?? 0) % STILL_GOING_KEPT_EVERY_SECONDS === 0;
  return {
    ...line(message['@message'], keep, resource.addr),
    ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }),
  };
}

function line(sentence: string, keep: boolean, address?: string): ProgressLine {
  return { sentence, keep, ...(address === undefined ? {} : { address }) };
}
