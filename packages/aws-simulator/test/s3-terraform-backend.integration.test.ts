import { BUCKET, serveS3World } from './s3-fixtures.ts';
import {
  createTerraformProject,
  hasTerraform,
  type TerraformProject,
  type TerraformRun,
} from './s3-terraform.ts';

const STATE = 'dr/terraform.tfstate';
const LOCK = `${STATE}.tflock`;

/** Keeps an apply, and with it the lock, until it is interrupted. */
const SLOW = `
resource "terraform_data" "network" { input = "konecta-erp" }
resource "terraform_data" "cluster" {
  input = terraform_data.network.output
  provisioner "local-exec" { command = "sleep 60" }
}
`;
const QUICK = 'resource "terraform_data" "network" { input = "konecta-erp" }';

const describeWithTerraform = hasTerraform() ? describe : describe.skip;

describeWithTerraform('Terraform with its state and its lock in S3', () => {
  let served: Awaited<ReturnType<typeof serveS3World>>;
  let project: TerraformProject;

  beforeEach(async () => {
    served = await serveS3World();
  });

  afterEach(async () => {
    project.remove();
    await served.stop();
  });

  function object(key: string): Record<string, unknown> | undefined {
    const found = served.s3.object(BUCKET, key);
    return found && (JSON.parse(Buffer.from(found.bytes).toString()) as Record<string, unknown>);
  }

  /** An apply in the middle of its second resource: it holds the lock. */
  async function startSlowApply(): Promise<TerraformRun> {
    project = createTerraformProject(served.url, SLOW);
    await project.run('init');
    const apply = project.start('apply', '-auto-approve');
    await apply.says('terraform_data.cluster: Provisioning');
    return apply;
  }

  it('plans, applies that plan, keeps every version of the state and releases the lock', async () => {
    project = createTerraformProject(served.url, QUICK);

    const init = await project.run('init');
    const plan = await project.run('plan', '-out=run.plan');
    const apply = await project.run('apply', 'run.plan');
    const again = await project.run('plan', '-detailed-exitcode');

    expect([init, plan, apply, again].map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(apply.output).toContain('1 added, 0 changed, 0 destroyed');
    expect(object(STATE)).toMatchObject({ serial: 1, resources: [{ name: 'network' }] });
    expect(object(LOCK)).toBeUndefined();
  });

  it('refuses a second apply while the first holds the lock, and says who does', async () => {
    const first = await startSlowApply();
    const lock = object(LOCK);

    const second = await project.run('apply', '-auto-approve');
    first.interrupt();
    await first.finished;

    expect(second.status).toBe(1);
    expect(second.output).toMatch(/Error acquiring the state lock[^]*StatusCode: 412/);
    expect(lock).toMatchObject({ Operation: 'OperationTypeApply' });
    expect(second.output).toContain(String(lock?.['ID']));
  });

  it('saves its state and releases the lock when it is interrupted', async () => {
    const apply = await startSlowApply();

    apply.interrupt();
    const { status } = await apply.finished;

    expect(status).toBe(1);
    expect(object(LOCK)).toBeUndefined();
    expect(object(STATE)).toMatchObject({
      resources: [{ name: 'cluster', instances: [{ status: 'tainted' }] }, { name: 'network' }],
    });
  });

  it('leaves the lock of a killed run, which its id and no other removes', async () => {
    const apply = await startSlowApply();
    apply.kill();
    await apply.finished;
    const lock = object(LOCK);

    const wrong = await project.run(
      'force-unlock',
      '-force',
      'b5c3e5b0-0000-4000-8000-000000000000',
    );
    const afterWrong = object(LOCK);
    const right = await project.run('force-unlock', '-force', String(lock?.['ID']));

    expect(wrong.status).toBe(1);
    expect(afterWrong).toEqual(lock);
    expect({ status: right.status, lock: object(LOCK) }).toEqual({ status: 0, lock: undefined });
  });
});
