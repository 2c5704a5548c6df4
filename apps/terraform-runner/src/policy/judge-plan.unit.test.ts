import { DEFAULT_POLICY } from './default-policy.ts';
import { judgePlan } from './judge-plan.ts';
import type { ResourceChange } from './plan-document.ts';

function change(
  type: string,
  actions: readonly string[],
  more: Partial<ResourceChange> = {},
): ResourceChange {
  return {
    address: `${type}.this`,
    mode: 'managed',
    type,
    change: { actions: [...actions] },
    ...more,
  };
}

function judge(changes: readonly ResourceChange[], strict = false) {
  return judgePlan({ resource_changes: [...changes] }, DEFAULT_POLICY, { strict });
}

describe('a plan', () => {
  it.each<[string, readonly ResourceChange[]]>([
    ['that builds', [change('aws_vpc', ['create']), change('aws_eks_node_group', ['create'])]],
    ['that changes what holds state', [change('aws_db_instance', ['update'])]],
    ['that replaces what holds none', [change('aws_launch_template', ['delete', 'create'])]],
    ['that destroys what holds none', [change('aws_route', ['delete'])]],
    ['that reads', [change('aws_db_instance', ['read'], { mode: 'data' })]],
    ['that forgets', [change('aws_db_instance', ['forget'])]],
    [
      'that makes an interrupted cluster anew',
      [
        change('aws_eks_cluster', ['delete', 'create'], {
          action_reason: 'replace_because_tainted',
        }),
      ],
    ],
  ])('%s may be applied', (_what, changes) => {
    expect(judge(changes)).toMatchObject({ action: 'apply', reason: 'within-policy' });
  });

  it.each<[string, ResourceChange]>([
    ['destroys a database', change('aws_db_instance', ['delete'])],
    ['replaces a database', change('aws_db_instance', ['delete', 'create'])],
    ['replaces a database, the new one first', change('aws_db_instance', ['create', 'delete'])],
    ['destroys a file system by a pattern', change('aws_fsx_lustre_file_system', ['delete'])],
    ['replaces a cluster that works', change('aws_eks_cluster', ['delete', 'create'])],
    [
      'destroys a tainted cluster',
      change('aws_eks_cluster', ['delete'], { action_reason: 'replace_because_tainted' }),
    ],
    [
      'makes an interrupted database anew',
      change('aws_db_instance', ['delete', 'create'], { action_reason: 'replace_because_tainted' }),
    ],
  ])('that %s is refused', (_what, one) => {
    const judgement = judge([change('aws_vpc', ['create']), one]);

    expect(judgement).toMatchObject({ action: 'refuse', reason: 'destroys-state' });
    expect(judgement.sentence).toContain(one.address);
    expect(judgement.findings).toContainEqual(
      expect.objectContaining({ check: one.address, mark: 'failed' }),
    );
  });

  it('with an action of a newer Terraform is refused, not guessed at', () => {
    expect(judge([change('aws_vpc', ['transmute'])])).toMatchObject({
      action: 'refuse',
      reason: 'unknown-action',
    });
  });

  it.each([
    ['aws_route53_record', 'create', true],
    ['aws_route53_health_check', 'update', true],
    ['aws_iam_role', 'delete', true],
    ['aws_s3_bucket_versioning', 'create', true],
    ['aws_lb', 'create', true],
    ['aws_lb', 'update', false],
    ['aws_lb_target_group', 'create', false],
    ['aws_eks_cluster', 'create', true],
    ['aws_eks_cluster', 'update', false],
    ['aws_eks_node_group', 'create', false],
  ])('%s %s: a disaster forbids it: %s', (type, action, forbidden) => {
    const lenient = judge([change(type, [action])]);
    const strict = judge([change(type, [action])], true);

    expect(lenient.action).toBe('apply');
    expect(lenient.findings).toHaveLength(forbidden ? 1 : 0);
    expect(strict.action).toBe(forbidden ? 'refuse' : 'apply');
  });

  it('is counted and listed', () => {
    const judgement = judge([
      change('aws_vpc', ['create']),
      change('aws_subnet', ['update']),
      change('aws_route', ['delete']),
      change('aws_launch_template', ['create', 'delete']),
      change('aws_eip', ['no-op']),
    ]);

    expect(judgement.counts).toEqual({ add: 1, change: 1, destroy: 1, replace: 1 });
    expect(judgement.changes.map(({ address }) => address)).toEqual([
      'aws_vpc.this',
      'aws_subnet.this',
      'aws_route.this',
      'aws_launch_template.this',
    ]);
  });

  it('with a thousand offences is told in a sentence', () => {
    const many = Array.from({ length: 1_000 }, () => change('aws_db_instance', ['delete']));

    const judgement = judge(many);

    expect(judgement.sentence).toContain('and 997 more');
    expect(judgement.findings).toHaveLength(200);
  });
});
