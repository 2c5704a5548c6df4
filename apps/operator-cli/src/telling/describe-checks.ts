import type { Output } from '../output/output.ts';
import type { CheckLine } from '../world/executions.ts';
import { markOf } from './describe-incident.ts';

const MARK_COLUMNS = 10;
const CHECK_COLUMNS = 24;

/** One line for each check; what is not as it should be says how to repair it. */
export function renderChecks(output: Output, service: string, checks: readonly CheckLine[]): void {
  output.line(output.paint.bold(service));
  for (const { check, mark, words } of checks) {
    const padding = ' '.repeat(Math.max(1, MARK_COLUMNS - mark.length));
    output.line(`  ${markOf(output, mark)}${padding} ${check.padEnd(CHECK_COLUMNS)} ${words}`);
    const repair = mark === 'verified' ? undefined : repairOf(check, service);
    if (repair)
      output.line(
        output.paint.dim(`  ${' '.repeat(MARK_COLUMNS + 1 + CHECK_COLUMNS)} repair: ${repair}`),
      );
  }
}

/** The command that repairs, where there is one; `standby not-suspect` and the like have a prefix. */
export function repairOf(check: string, service: string): string | undefined {
  switch (check) {
    case 'armed':
      return `understudy arm ${service} --reason "…"`;
    case 'state':
      return `understudy run ${service} --force --reason "…", once it is known who should be in charge`;
    case 'active':
      return `understudy run ${service}`;
    case 'alarms':
      return `aws cloudwatch put-metric-alarm --alarm-name ${service}-primary-health …`;
    case 'observe':
      return 'aws sts get-caller-identity';
    case 'tag':
    case 'may stop the active':
    case 'standby may-start':
      return 'aws ec2 create-tags --resources <instance> --tags Key=understudy:managed,Value=true';
    case 'standby exists':
      return `aws ec2 describe-instances --filters Name=tag:Name,Values=${service}-backup`;
    case 'standby capacity':
      return 'aws ec2 create-capacity-reservation …';
    case 'standby volumes':
      return 'aws kms create-grant …, for the role that starts it';
    case 'standby not-suspect':
      return `understudy accept ${service}`;
    case 'quarantine':
      return 'quarantineSecurityGroup in the stage file (understudy config schema)';
    default:
      return undefined;
  }
}
