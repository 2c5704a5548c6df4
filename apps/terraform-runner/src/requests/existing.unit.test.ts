import type { ResourceLook } from '../resources/resource-reads.ts';
import { askAboutExisting } from './existing.ts';
import type { Run } from './open-run.ts';
import { result } from './results.ts';

const FAILED = result('failed', 'terraform apply: it went wrong', {
  left: ['aws_eks_cluster.this'],
});
const PLANNED = {
  format_version: '1.2',
  resource_changes: [
    {
      address: 'aws_eks_cluster.this',
      mode: 'managed',
      type: 'aws_eks_cluster',
      change: { actions: ['create'], after: { name: 'konecta-erp-dev-dr' } },
    },
  ],
};

function ask(summary: string, look: Partial<ResourceLook> | Error) {
  const resources = {
    look: async () => {
      if (look instanceof Error) throw look;
      return { state: 'ready' as const, words: '"ACTIVE" in EKS', tags: {}, ...look };
    },
  };
  const run = {
    request: { run: { plan: 'konecta-erp' } },
    outside: { resources, log: { warn: () => undefined } },
    signal: new AbortController().signal,
  } as unknown as Run;
  const diagnostic = { severity: 'error', summary, detail: '', address: 'aws_eks_cluster.this' };
  return askAboutExisting(run, PLANNED, { diagnostics: [diagnostic] }, FAILED);
}

describe('a resource that exists already', () => {
  it('with our tag is offered to be imported', async () => {
    const answer = await ask('ResourceInUseException: Cluster already exists', {
      tags: { 'understudy:plan': 'konecta-erp' },
      importId: 'konecta-erp-dev-dr',
    });

    expect(answer).toMatchObject({ outcome: 'asked', left: ['aws_eks_cluster.this'] });
    expect(answer.next).toContain("terraform import 'aws_eks_cluster.this' 'konecta-erp-dev-dr'");
  });

  it.each<[string, Partial<ResourceLook> | Error]>([
    ["with another plan's tag", { tags: { 'understudy:plan': 'another' } }],
    ['without tags', {}],
    ['that cannot be looked at', new TypeError('no answer')],
  ])('%s is somebody’s until a person knows whose', async (_what, look) => {
    const answer = await ask('EntityAlreadyExists', look);

    expect(answer.outcome).toBe('asked');
    expect(answer.next).toContain('Find out whose it is');
  });

  it('is not seen where something else went wrong', async () => {
    expect(await ask('AccessDenied', {})).toBe(FAILED);
  });
});
