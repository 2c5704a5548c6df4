import { matchesAction, matchesArn, matchesPattern } from '../iam/match-pattern.ts';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** What a service that sends on somebody's behalf tells the queue's policy. */
export interface Sender {
  readonly servicePrincipal: string;
  readonly sourceArn: string;
}

/** documented: a topic or a rule may send only when the queue's own policy lets it. */
export function policyAllows(
  policy: string | undefined,
  queueArn: string,
  sender: Sender,
): boolean {
  const statements = statementsOf(policy).filter((statement) =>
    covers(statement, queueArn, sender),
  );
  return (
    statements.some(({ Effect }) => Effect === 'Allow') &&
    !statements.some(({ Effect }) => Effect === 'Deny')
  );
}

function statementsOf(policy: string | undefined): readonly Statement[] {
  if (!policy) return [];
  const { Statement: given } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return given === undefined ? [] : [given].flat();
}

function covers(statement: Statement, queueArn: string, sender: Sender): boolean {
  const { Principal: principal, Action: action, Resource: resource } = statement;
  const principals = typeof principal === 'string' ? [principal] : listOf(principal?.['Service']);
  return (
    principals.some((one) => one === '*' || one === sender.servicePrincipal) &&
    listOf(action).some((pattern) => matchesAction(pattern, 'sqs:SendMessage')) &&
    listOf(resource ?? '*').some((pattern) => pattern === '*' || matchesArn(pattern, queueArn)) &&
    conditionsHold(statement, sender)
  );
}

/** Keys that a service's delivery carries; a condition on another key does not hold. */
function conditionsHold({ Condition: conditions = {} }: Statement, sender: Sender): boolean {
  const context: Readonly<Record<string, string>> = {
    'aws:sourcearn': sender.sourceArn,
    'aws:sourceaccount': sender.sourceArn.split(':')[4] ?? '',
  };
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => {
      const value = context[key.toLowerCase()];
      return value !== undefined && listOf(patterns).some((one) => compares(operator, one, value));
    }),
  );
}

function compares(operator: string, pattern: string, value: string): boolean {
  if (operator === 'ArnEquals' || operator === 'ArnLike') return matchesArn(pattern, value);
  if (operator === 'StringLike') return matchesPattern(pattern, value);
  return operator === 'StringEquals' && pattern === value;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}
