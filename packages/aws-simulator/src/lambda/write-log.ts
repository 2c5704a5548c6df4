import type { FunctionLogLine } from './function-log.ts';
import type { LambdaSurroundings } from './surroundings.ts';
import { principalOf } from './function-principal.ts';

const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'] as const;

/**
 * Keeps a line of a function's log. Lambda writes it as the function's role: one that may not make
 * the stream or write to it leaves no log, and nothing else tells [documented].
 */
export function writeLog(
  { world, region, logs }: Pick<LambdaSurroundings, 'world' | 'region' | 'logs'>,
  settings: { readonly name: string; readonly roleArn: string },
  line: FunctionLogLine,
): void {
  const principal = principalOf(settings);
  const resource = `arn:aws:logs:${region}:${world.accountId}:log-group:/aws/lambda/${settings.name}:log-stream:${line.environmentId}`;
  const refused = ACTIONS.some(
    (action) => world.authorizer(principal, { action, resource, conditionKeys: {} }) !== undefined,
  );
  if (!refused) logs.append(settings.name, line);
}
