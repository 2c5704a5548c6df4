import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type DescribeTargetGroupsCommandInput,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { hasCode } from '@understudy/errors';
import { oneOf, present } from '../calls/answers.ts';
import { readInChunks, readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type {
  Elbv2Reads,
  ReadOptions,
  TargetFact,
  TargetGroupFact,
  TargetStateName,
} from '../ports.ts';

/** Names or ARNs in one question: what this API documents where it documents a limit. */
const GROUPS_PER_CALL = 20;

/** Target groups on one page; the API gives up to 400. */
const GROUPS_PER_PAGE = 100;

const STATES: readonly TargetStateName[] = [
  'initial',
  'healthy',
  'unhealthy',
  'unused',
  'draining',
  'unavailable',
];

/** What the load balancers say. Groups that do not exist are left out of the answer. */
export function createElbv2Reads(outside: {
  readonly client: ElasticLoadBalancingV2Client;
}): Elbv2Reads {
  const { client } = outside;
  return {
    async describeTargetGroups({ names, arns, loadBalancerArn }, options = {}) {
      const ask = (input: DescribeTargetGroupsCommandInput) => groups(client, input, options);
      const byName = await readInChunks(
        names ?? [],
        (chunk) => existing(chunk, (some) => ask({ Names: some })),
        GROUPS_PER_CALL,
      );
      const byArn = await readInChunks(
        arns ?? [],
        (chunk) => existing(chunk, (some) => ask({ TargetGroupArns: some })),
        GROUPS_PER_CALL,
      );
      const behind = loadBalancerArn ? await ask({ LoadBalancerArn: loadBalancerArn }) : [];
      const found = [...byName, ...byArn, ...behind];
      return [...new Map(found.map((group) => [group.arn, group])).values()];
    },

    async describeTargetHealth(targetGroupArn, options = {}) {
      const call = callsOf('elasticloadbalancing', client)('DescribeTargetHealth');
      const answer = await sendRead(call, options, (sending) =>
        client.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }), sending),
      );
      return (answer.TargetHealthDescriptions ?? []).map(toTargetFact);
    },
  };
}

/** One absent name fails the question for all of them: then each is asked for by itself. */
async function existing(
  chunk: string[],
  ask: (some: string[]) => Promise<readonly TargetGroupFact[]>,
): Promise<readonly TargetGroupFact[]> {
  try {
    return await ask(chunk);
  } catch (error) {
    if (!hasCode(error, 'NotFound')) throw error;
    if (chunk.length <= 1) return [];
    const found: TargetGroupFact[] = [];
    for (const one of chunk) found.push(...(await existing([one], ask)));
    return found;
  }
}

async function groups(
  client: ElasticLoadBalancingV2Client,
  query: DescribeTargetGroupsCommandInput,
  options: ReadOptions,
): Promise<readonly TargetGroupFact[]> {
  const call = callsOf('elasticloadbalancing', client)('DescribeTargetGroups');
  // A page size is refused beside names or ARNs, whose answer fits one page anyway.
  const size = query.LoadBalancerArn ? { PageSize: GROUPS_PER_PAGE } : {};
  return await readPages('elasticloadbalancing:DescribeTargetGroups', async (next) => {
    const input = { ...query, ...size, ...(next ? { Marker: next } : {}) };
    const answer = await sendRead(call, options, (sending) =>
      client.send(new DescribeTargetGroupsCommand(input), sending),
    );
    return { items: (answer.TargetGroups ?? []).map(toGroupFact), next: answer.NextMarker };
  });
}

function toGroupFact(group: TargetGroup): TargetGroupFact {
  return {
    arn: present(group.TargetGroupArn, 'TargetGroupArn'),
    name: present(group.TargetGroupName, 'TargetGroupName'),
    ...(group.VpcId ? { vpcId: group.VpcId } : {}),
    loadBalancerArns: group.LoadBalancerArns ?? [],
  };
}

function toTargetFact({ Target, TargetHealth }: TargetHealthDescription): TargetFact {
  return {
    instanceId: present(Target?.Id, 'Target.Id'),
    ...(Target?.Port === undefined ? {} : { port: Target.Port }),
    state: targetState(TargetHealth?.State),
    ...(TargetHealth?.Reason ? { reason: TargetHealth.Reason } : {}),
  };
}

/** `unhealthy.draining` is an unhealthy target that is being deregistered: it drains. */
function targetState(word: string | undefined): TargetStateName {
  return word === 'unhealthy.draining' ? 'draining' : oneOf(word, STATES, 'target state');
}
