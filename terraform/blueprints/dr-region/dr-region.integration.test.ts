import { readdirSync } from 'node:fs';

import {
  changesOf,
  createWorkplace,
  terraform,
  useLocalState,
  type PlannedChange,
} from '../../offline-terraform.ts';
import { hasTerraform } from '../../terraform-settings.ts';

/** Their control planes are in one region, which may be the one that is lost. */
const FAR_CONTROL_PLANES =
  /^aws_(?:iam|route53|route53domains|cloudfront|globalaccelerator|organizations|s3_bucket)(?:_|$)/;

const describeWithTerraform = hasTerraform() ? describe : describe.skip;

function summary(changes: readonly PlannedChange[]): readonly string[] {
  return changes.map(({ address, change }) => `${change.actions.join('+')} ${address}`).toSorted();
}

describe('the blueprint of the recovery region', () => {
  it("has the document's four files", () => {
    const files = readdirSync(__dirname).filter((name) => /\.tf(?:vars)?$/.test(name));

    expect(files.toSorted()).toEqual(['backend.tf', 'main.tf', 'terraform.tfvars', 'variables.tf']);
  });
});

describeWithTerraform('Terraform plans the blueprint of the recovery region', () => {
  const workplace = createWorkplace();
  const directory = workplace.folder('blueprints/dr-region');
  afterAll(() => workplace.remove());

  function planned(name: string, ...parameters: string[]): readonly PlannedChange[] {
    expect(terraform(directory, 'plan', `-out=${name}`, ...parameters)).toMatchObject({
      status: 0,
    });
    return changesOf(directory, name);
  }

  let cold: readonly PlannedChange[] = [];
  const coldTypes = (): readonly string[] => cold.map(({ type }) => type);

  beforeAll(() => {
    useLocalState(directory);
    terraform(directory, 'init');
    cold = planned('cold');
  });

  it('builds network, cluster, balancer and security groups, as the document lists them', () => {
    expect(coldTypes()).toEqual(
      expect.arrayContaining([
        'aws_vpc',
        'aws_eks_cluster',
        'aws_eks_node_group',
        'aws_eks_access_entry',
        'aws_lb',
        'aws_security_group',
      ]),
    );
  });

  it('asks no control plane of another region', () => {
    expect(coldTypes().filter((type) => FAR_CONTROL_PLANES.test(type))).toEqual([]);
  });

  it('manages nothing that a failover moves', () => {
    expect(coldTypes()).not.toContain('aws_lb_target_group_attachment');
    expect(coldTypes()).not.toContain('aws_eip_association');
  });

  it('opens the way to a database that stands in another network', () => {
    const database = JSON.stringify({
      vpc_id: 'vpc-0aa',
      cidr: '10.20.0.0/16',
      route_table_ids: ['rtb-0aa'],
      security_group_id: 'sg-0aa',
    });

    const known = summary(cold);
    const added = summary(planned('with-database', `-var=database=${database}`));

    expect(added.filter((change) => !known.includes(change))).toEqual([
      'create module.database_access[0].aws_route.back["rtb-0aa"]',
      'create module.database_access[0].aws_route.there[0]',
      'create module.database_access[0].aws_route.there[1]',
      'create module.database_access[0].aws_route.there[2]',
      'create module.database_access[0].aws_vpc_peering_connection.this',
      'create module.database_access[0].aws_vpc_security_group_ingress_rule.nodes',
    ]);
  });

  describe('after it was prepared in peace time', () => {
    beforeAll(() => {
      planned('pilot-light', '-var=pilot_light=true');
      expect(terraform(directory, 'apply', 'pilot-light')).toMatchObject({ status: 0 });
    });

    it('has no nodes yet', () => {
      const { stdout } = terraform(directory, 'show', '-json');
      const { values } = JSON.parse(stdout) as {
        values: {
          outputs: Record<string, { value: string }>;
          root_module: { child_modules: { resources?: { type: string; values: object }[] }[] };
        };
      };
      const group = values.root_module.child_modules
        .flatMap(({ resources = [] }) => resources)
        .find(({ type }) => type === 'aws_eks_node_group');

      expect(group?.values).toMatchObject({ scaling_config: [{ desired_size: 0, min_size: 0 }] });
      expect(values.outputs['cluster_name']?.value).toBe('konecta-erp-dev-dr');
      expect(values.outputs['balancer_dns']?.value).not.toBe('');
      expect(values.outputs['cluster_endpoint']?.value).not.toBe('');
    });

    it('needs one change in the disaster, and the latch', () => {
      const changes = planned('disaster');
      const group = changes.find(({ type }) => type === 'aws_eks_node_group');

      expect(summary(changes)).toEqual([
        'create terraform_data.serving[0]',
        'update module.cluster.aws_eks_node_group.workers',
      ]);
      expect(group?.change.after).toMatchObject({ scaling_config: [{ desired_size: 3 }] });
    });

    it('cannot be prepared again while it serves: that would take the nodes away', () => {
      expect(terraform(directory, 'apply', 'disaster')).toMatchObject({ status: 0 });

      const { status, words } = terraform(directory, 'plan', '-var=pilot_light=true');

      expect(status).toBe(1);
      expect(words).toContain('Resource terraform_data.serving[0] has lifecycle.prevent_destroy');
    });

    it('has nothing left to do the second time', () => {
      expect(planned('again')).toEqual([]);
    });
  });

  it.each([
    ['no nodes', 'node_count=0', 'Expected one node or more'],
    ['a region that is none', 'region=ireland', 'Expected a region, like eu-west-1'],
  ])('refuses %s', (_what, variable, expected) => {
    const { status, words } = terraform(directory, 'plan', `-var=${variable}`);

    expect(status).toBe(1);
    expect(words).toContain(expected);
  });
});
