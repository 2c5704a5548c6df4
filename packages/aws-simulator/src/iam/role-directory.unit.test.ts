import type { Requirement } from '../kernel/world.ts';
import { createRoleDirectory } from './role-directory.ts';

const principal = { kind: 'role', roleName: 'failover', session: 'instance-failover' } as const;
const instance = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1';

function ask(
  statements: readonly object[],
  conditionKeys: Readonly<Record<string, string>> = {},
  overrides: Partial<Requirement> = {},
): string | undefined {
  const roles = createRoleDirectory('123456789012');
  roles.putRole({
    roleName: 'failover',
    policies: [{ name: 'inline', document: { Statement: statements } }],
    managedPolicyArns: [],
    trustedServices: [],
  });
  return roles.authorizer(principal, {
    action: 'ec2:StopInstances',
    resource: instance,
    conditionKeys,
    ...overrides,
  });
}

const allow = { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' };
const managed = { 'aws:ResourceTag/understudy:managed': 'true' };

describe('what a policy allows', () => {
  it.each([
    ['the action by name', allow],
    ['a wildcard of actions', { ...allow, Action: ['ec2:Describe*', 'ec2:Stop*'] }],
    ['an action in other letters', { ...allow, Action: 'EC2:stopinstances' }],
    ['all but another action', { Effect: 'Allow', NotAction: 'ec2:Start*', Resource: '*' }],
    ['the resource by pattern', { ...allow, Resource: 'arn:aws:ec2:*:123456789012:instance/*' }],
    ['one character of the resource', { ...allow, Resource: instance.replace('i-1', 'i-?') }],
    ['every resource but another', { ...allow, Resource: undefined, NotResource: 'arn:other' }],
  ])('passes with %s', (_, statement) => {
    const defined = Object.fromEntries(Object.entries(statement).filter(([, value]) => value));

    const refusal = ask([defined]);

    expect(refusal).toBeUndefined();
  });

  it.each([
    ['no statement', []],
    ['another action', [{ ...allow, Action: 'ec2:StartInstances' }]],
    [
      'another resource',
      [{ ...allow, Resource: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-2' }],
    ],
    ['an excluded action', [{ Effect: 'Allow', NotAction: 'ec2:*', Resource: '*' }]],
  ])("is refused in AWS's words with %s", (_, statements) => {
    const refusal = ask(statements);

    expect(refusal).toBe(
      'User: arn:aws:sts::123456789012:assumed-role/failover/instance-failover is not authorized ' +
        `to perform: ec2:StopInstances on resource: ${instance} because no identity-based policy ` +
        'allows the ec2:StopInstances action',
    );
  });

  it('is refused by an explicit deny although another statement allows it', () => {
    const refusal = ask([allow, { ...allow, Effect: 'Deny' }]);

    expect(refusal).toContain('with an explicit deny in an identity-based policy');
  });

  it('lets a user do all', () => {
    const roles = createRoleDirectory('123456789012');

    const refusal = roles.authorizer(
      { kind: 'user', name: 'operator' },
      { action: 'ec2:StopInstances', resource: instance, conditionKeys: {} },
    );

    expect(refusal).toBeUndefined();
  });
});

describe('conditions', () => {
  const key = 'aws:ResourceTag/understudy:managed';
  it.each([
    ['StringEquals', 'true', managed, true],
    ['StringEquals', 'true', {}, false],
    ['StringEquals', ['no', 'true'], managed, true],
    ['StringEqualsIfExists', 'true', {}, true],
    ['StringNotEquals', 'true', managed, false],
    ['StringNotEquals', 'true', {}, true],
    ['StringEqualsIgnoreCase', 'TRUE', managed, true],
    ['StringLike', 't*e', managed, true],
    ['Bool', true, managed, true],
    ['Null', 'true', managed, false],
    ['Null', 'false', managed, true],
    ['ForAllValues:StringEquals', 'true', {}, true],
    ['ForAnyValue:StringEquals', 'true', {}, false],
    ['ForAnyValue:StringLike', 't*', managed, true],
  ] as const)('%s %j of %j holds: %s', (operator, expected, keys, holds) => {
    const refusal = ask([{ ...allow, Condition: { [operator]: { [key]: expected } } }], keys);

    expect(refusal === undefined).toBe(holds);
  });

  it('compares ARNs part by part', () => {
    const condition = { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:alarms' } };

    const allowed = ask([{ ...allow, Condition: condition }], {
      'aws:SourceArn': 'arn:aws:sns:eu-west-1:123456789012:alarms',
    });
    const refused = ask([{ ...allow, Condition: condition }], {
      'aws:SourceArn': 'arn:aws:sns:eu-west-1:x:123456789012:alarms',
    });

    expect(allowed).toBeUndefined();
    expect(refused).toBeDefined();
  });

  it('refuses an unknown operator when the role is deployed', () => {
    const statement = { ...allow, Condition: { NumericLessThan: { 'aws:x': '1' } } };

    expect(() => ask([statement])).toThrow(/found NumericLessThan/);
  });

  it.each([
    ['an unknown element', { ...allow, Principal: '*' }],
    ['no effect', { Action: '*', Resource: '*' }],
    ['no resource', { Effect: 'Allow', Action: '*' }],
    ['a policy variable', { ...allow, Resource: 'arn:${aws:username}' }],
  ])('refuses %s when the role is deployed', (_, statement) => {
    expect(() => ask([statement])).toThrow(/Correct the policy/);
  });
});
