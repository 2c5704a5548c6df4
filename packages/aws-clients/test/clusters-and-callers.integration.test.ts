import { CreateClusterCommand } from '@aws-sdk/client-eks';
import { createEksClient, createEksReads } from '../src/eks/index.ts';
import { createStsClient, createStsReads } from '../src/sts.ts';
import { createFakeHandler, optionsFor, type FakeAnswer } from './fake-handler.ts';

function eksOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  const client = createEksClient(optionsFor(handler));
  return { handler, client, reads: createEksReads({ client }) };
}

const json = (body: object, status = 200): FakeAnswer => ({ status, body: JSON.stringify(body) });
const CLUSTER = {
  name: 'konecta-erp-dev-dr',
  arn: 'arn:aws:eks:eu-west-1:123456789012:cluster/konecta-erp-dev-dr',
  status: 'ACTIVE',
  version: '1.34',
  endpoint: 'https://127.0.0.1:6443',
  certificateAuthority: { data: 'Y2E=' },
  tags: { Plan: 'konecta-erp' },
};

describe('reading EKS', () => {
  it('tells a cluster with its endpoint and who vouches for it', async () => {
    const { reads } = eksOver(json({ cluster: CLUSTER }));

    expect(await reads.describeCluster('konecta-erp-dev-dr')).toEqual({
      ...CLUSTER,
      certificateAuthority: 'Y2E=',
    });
  });

  it('tells one that is being created without them', async () => {
    const { endpoint: _, certificateAuthority: __, ...young } = CLUSTER;
    const { reads } = eksOver(json({ cluster: { ...young, status: 'CREATING' } }));

    const found = await reads.describeCluster('konecta-erp-dev-dr');

    expect(found).toEqual({ ...young, status: 'CREATING' });
  });

  it('takes an absent cluster for an answer, and a refusal for an error', async () => {
    const absent = json({ __type: 'ResourceNotFoundException', message: 'No cluster found' }, 404);
    const denied = json({ __type: 'AccessDeniedException', message: 'no' }, 403);

    expect(await eksOver(absent).reads.describeCluster('x')).toBeUndefined();
    expect(await eksOver(absent).reads.describeNodegroups('x')).toEqual([]);
    expect(await eksOver(absent).reads.describeAccessEntry('x', 'arn')).toBeUndefined();
    const asking = eksOver(denied).reads.describeCluster('x');
    await expect(asking).rejects.toMatchObject({ code: 'Forbidden' });
  });

  it('follows the pages of node groups and tells why one fails', async () => {
    const group = (nodegroupName: string, status: string, issues: object[]): FakeAnswer =>
      json({
        nodegroup: { nodegroupName, status, scalingConfig: { desiredSize: 2 }, health: { issues } },
      });
    const { reads } = eksOver(
      json({ nodegroups: ['a'], nextToken: 'more' }),
      json({ nodegroups: ['b'] }),
      group('a', 'ACTIVE', []),
      group('b', 'CREATE_FAILED', [{ code: 'NodeCreationFailure', message: 'did not join' }]),
    );

    expect(await reads.describeNodegroups('konecta-erp-dev-dr')).toEqual([
      { name: 'a', status: 'ACTIVE', desired: 2, issues: [] },
      {
        name: 'b',
        status: 'CREATE_FAILED',
        desired: 2,
        issues: ['NodeCreationFailure: did not join'],
      },
    ]);
  });

  it('refuses to create anything', async () => {
    const { client, handler } = eksOver(json({}));
    const command = new CreateClusterCommand({
      name: 'x',
      roleArn: 'arn:aws:iam::123456789012:role/x',
      resourcesVpcConfig: {},
    });

    await expect(client.send(command)).rejects.toMatchObject({ code: 'NoPermit' });
    expect(handler.requests.length).toBe(0);
  });
});

describe('who calls', () => {
  it.each([
    [
      'arn:aws:sts::123456789012:assumed-role/understudy-dev-k8s-deployer/session',
      'arn:aws:iam::123456789012:role/understudy-dev-k8s-deployer',
    ],
    ['arn:aws:iam::123456789012:user/ops', 'arn:aws:iam::123456789012:user/ops'],
  ])('%s is, for an access entry, %s', async (arn, roleArn) => {
    const result = `<Arn>${arn}</Arn><UserId>u</UserId><Account>123456789012</Account>`;
    const body = `<GetCallerIdentityResponse><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
    const handler = createFakeHandler({ body });
    const reads = createStsReads({ client: createStsClient(optionsFor(handler)) });

    expect(await reads.callerIdentity()).toEqual({ accountId: '123456789012', arn, roleArn });
    expect(handler.requests[0]?.hostname).toBe('sts.eu-west-1.amazonaws.com');
  });
});
