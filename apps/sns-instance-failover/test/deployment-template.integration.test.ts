import path from 'node:path';

import {
  readPackagedFunctions,
  resourceName,
  resourcesOf,
  stackOfApp,
  statementsOf,
  type StackPackage,
  type Template,
} from '@understudy/fault-simulation';

const WORKSPACE = path.resolve(__dirname, '../../..');
const ZIP_BYTES_MAX = 600 * 1024;

/**
 * Actions that know no resources, so that only `*` can stand there (AWS: Service Authorization
 * Reference, "Actions, resources, and condition keys for" Amazon EC2 and Elastic Load Balancing V2:
 * their column of resource types is empty).
 */
const KNOW_NO_RESOURCES: ReadonlySet<string> = new Set([
  'ec2:DescribeAddresses',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeInstances',
  'ec2:DescribeRouteTables',
  'ec2:DescribeVolumes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
]);

const PACKAGES = [
  ['prod', 'us-east-1'],
  ['dev', 'us-east-1'],
  ['dev', 'eu-west-1'],
] as const;

/** This app's part of the stack. */
function packaged(stage: string, region: string): StackPackage {
  return stackOfApp(readPackagedFunctions(WORKSPACE, stage, region), 'sns-instance-failover');
}

describe.each(PACKAGES)('the template of %s in %s', (stage, region) => {
  const { template, code } = packaged(stage, region);
  const statements = statementsOf(template);
  const alias = `lambda:function:understudy-${stage}-instance-failover:durable`;

  it.each(['AlarmRouterRole', 'ReconcilerRole'])(
    'lets the %s invoke the alias of the durable function, and nothing else',
    (role) => {
      const invoking = statements
        .filter((one) => one.role === role && one.statement.Action.some(mayInvoke))
        .flatMap(({ statement }) => statement.Resource.map(resourceName));

      expect(invoking).toEqual([alias]);
    },
  );

  it('lets the durable function invoke nothing', () => {
    const invoking = statements.filter(
      ({ role, statement }) => role === 'InstanceFailoverRole' && statement.Action.some(mayInvoke),
    );

    expect(invoking).toEqual([]);
  });

  it.each(['AlarmDashrouterLambdaFunction', 'ReconcilerLambdaFunction'])(
    'gives %s the ARN of the alias',
    (function_) => {
      const { Variables } = template.Resources[function_]?.Properties?.['Environment'] as {
        Variables: Record<string, unknown>;
      };

      expect(resourceName(Variables['UNDERSTUDY_FAILOVER_FUNCTION'])).toBe(alias);
    },
  );

  it('names every action in full', () => {
    const wild = statements.flatMap(({ statement }) =>
      statement.Action.filter((action) => !/^[a-z0-9]+:[A-Za-z0-9]+$/.test(action)),
    );

    expect(wild).toEqual([]);
  });

  it('allows on every resource only what knows no resources', () => {
    const wild = statements
      .filter(({ statement }) => statement.Resource.includes('*'))
      .flatMap(({ statement }) => statement.Action);

    expect(wild.filter((action) => !KNOW_NO_RESOURCES.has(action))).toEqual([]);
  });

  it('stops, starts and isolates only instances that carry the tag', () => {
    const changing = statements.filter(
      ({ statement }) =>
        statement.Action.some((action) => /(Start|Stop|Terminate|Modify)\w*Inst/.test(action)) &&
        !statement.Resource.every((resource) => resourceName(resource) === 'ec2:security-group/*'),
    );

    expect(changing.map(({ statement }) => statement.Condition)).toEqual([
      { StringEquals: { 'aws:ResourceTag/understudy:managed': 'true' } },
    ]);
  });

  it('has one role for each function, trusted by Lambda alone, and no shared one', () => {
    const used = resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => (Properties?.['Role'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0],
    );
    const roles = resourcesOf(template, 'AWS::IAM::Role');

    expect(used.toSorted()).toEqual(roles.map(([logicalId]) => logicalId).toSorted());
    for (const [, { Properties }] of roles) {
      const trust = Properties?.['AssumeRolePolicyDocument'] as { Statement: object[] };
      expect(trust.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ]);
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('makes only the function that changes instances durable, and lets it end within a minute', () => {
    const durable = resourcesOf(template, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties?.['DurableConfig'] !== undefined)
      .map(([logicalId, { Properties }]) => [logicalId, Properties?.['Timeout']]);

    expect(durable).toEqual([['InstanceDashfailoverLambdaFunction', 60]]);
  });

  it('keeps the log of every function for a limited time', () => {
    const kept = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => [
      Properties?.['LogGroupName'],
      Properties?.['RetentionInDays'],
    ]);
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties?.['FunctionName'] as string,
    );

    expect(kept.toSorted()).toEqual(
      functions.map((name) => [`/aws/lambda/${name}`, 400]).toSorted(),
    );
  });

  it('has an encrypted queue for what was refused and what failed, each watched by an alarm', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');
    const watched = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      JSON.stringify(Properties?.['Dimensions']).includes('QueueName')
        ? [JSON.stringify(Properties?.['Dimensions'])]
        : [],
    );

    expect(queues.map(([, { Properties }]) => Properties?.['QueueName'])).toEqual([
      `understudy-${stage}-refused`,
      `understudy-${stage}-dead-letters`,
    ]);
    for (const [logicalId, { Properties }] of queues) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
      expect(watched.some((dimensions) => dimensions.includes(logicalId))).toBe(true);
    }
  });

  it('tells people of every alarm of its own', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    const told = alarms.map(([, { Properties }]) =>
      (Properties?.['AlarmActions'] as unknown[]).map(resourceName),
    );

    expect(told).toEqual(alarms.map(() => [`sns:understudy-${stage}-notifications`]));
  });

  it('names no region and no account outright', () => {
    // Parameters are the whole stack's: another app's image has its registry there.
    const text = JSON.stringify(template.Resources);

    expect(text).not.toMatch(/\b(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d\b/);
    expect(text).not.toMatch(/\b\d{12}\b/);
  });

  it('has zips of at most 600 KB, with the stage file in each', () => {
    const sizes = [...code].map(([name, bytes]) => [name, bytes.length <= ZIP_BYTES_MAX]);

    expect(sizes.toSorted()).toEqual([
      ['alarm-router.zip', true],
      ['instance-failover.zip', true],
      ['reconciler.zip', true],
    ]);
    for (const bytes of code.values()) {
      const names = Buffer.from(bytes).toString('latin1');
      expect(names).toContain(`apps/sns-instance-failover/config/${stage}.yml`);
    }
  });
});

describe('the packages of two regions', () => {
  const [one, other] = [
    packaged('dev', 'us-east-1').template,
    packaged('dev', 'eu-west-1').template,
  ];

  it('have the same template: what differs is when they were made', () => {
    expect(withoutTimes(one)).toEqual(withoutTimes(other));
  });

  it('have the same zips, byte for byte: packaging twice gives the same', () => {
    const east = packaged('dev', 'us-east-1').code;
    const west = packaged('dev', 'eu-west-1').code;

    for (const [name, bytes] of east) {
      expect(Buffer.compare(bytes, west.get(name) ?? Buffer.alloc(0))).toBe(0);
    }
  });
});

function mayInvoke(action: string): boolean {
  return action.startsWith('lambda:Invoke');
}

/** The folder in the deployment's bucket carries the time of packaging. */
function withoutTimes(template: Template): unknown {
  return JSON.parse(
    JSON.stringify(template).replaceAll(/\/\d{13}-[\d:.TZ-]+\//g, '/time/'),
  ) as unknown;
}
