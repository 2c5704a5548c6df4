import { StartInstancesCommand, StopInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { isUnderstudyError } from '@understudy/errors';
import { awsMessage } from '../calls/map-aws-error.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { ReadOptions } from '../ports.ts';

/** What EC2 answers to a dry run that would have been allowed: it comes as an error. */
const ALLOWED = 'DryRunOperation';

/**
 * Whether our role may do this, by a dry run: nothing, or the words of the refusal. A question that
 * got no answer is an error, not a refusal. A missing KMS grant does not show here.
 */
export async function mayChange(
  client: EC2Client,
  operation: 'StartInstances' | 'StopInstances',
  id: string,
  options: ReadOptions,
): Promise<string | undefined> {
  const input = { InstanceIds: [id], DryRun: true };
  const call = callsOf('ec2', client)(operation);
  try {
    await sendRead(call, options, (sending) =>
      operation === 'StartInstances'
        ? client.send(new StartInstancesCommand(input), sending)
        : client.send(new StopInstancesCommand(input), sending),
    );
    return undefined;
  } catch (error) {
    if (!isUnderstudyError(error) || error.retryable) throw error;
    return error.fields['awsCode'] === ALLOWED
      ? undefined
      : `${error.code}: ${awsMessage(error.cause)}`;
  }
}
