import type { Requirement } from '../kernel/world.ts';
import type { TaskDefinitionRecord, TaskRecord } from './task.ts';
import type { EcsStore } from './ecs-store.ts';

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com/understudy-terraform-runner@sha256:…`. */
const ECR_IMAGE =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\/(?<name>[^@:]+)/;

export function roleNameOf(roleArn: string | undefined): string {
  return roleArn?.split('/').pop() ?? 'none';
}

/** The ARN of the repository of a private registry; undefined for an image of another one. */
export function repositoryOf(image: string): string | undefined {
  const { account, region, name } = ECR_IMAGE.exec(image)?.groups ?? {};
  return name === undefined ? undefined : `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

/**
 * documented: before the container begins, Fargate acts with the execution role: a token for the
 * registry, the image's manifest and layers, the stream of the log. Undefined when it may do all.
 */
export function refusalToStart(store: EcsStore, task: TaskRecord): string | undefined {
  const repository = repositoryOf(task.definition.image ?? '');
  if (repository !== undefined) {
    const token = refusal(store, task, 'ecr:GetAuthorizationToken', '*');
    if (token !== undefined) {
      return `ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: ${token}`;
    }
    for (const action of ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']) {
      const pull = refusal(store, task, action, repository);
      if (pull !== undefined) return `CannotPullContainerError: AccessDeniedException: ${pull}`;
    }
  }
  const stream = refusalOfLog(store, task, 'logs:CreateLogStream');
  return stream === undefined
    ? undefined
    : `ResourceInitializationError: failed to validate logger args: AccessDeniedException: ${stream}`;
}

/** Keeps a line of the container's; documented: what may not be written is lost, and nothing tells. */
export function writeTaskLog(store: EcsStore, task: TaskRecord, text: string): void {
  const { definition, id: environmentId } = task;
  if (definition.log === undefined) return;
  if (refusalOfLog(store, task, 'logs:PutLogEvents') !== undefined) return;
  const at = store.world.clock.now();
  store.logs?.append(definition.family, { at, stream: 'stdout', environmentId, text });
}

function refusalOfLog(store: EcsStore, task: TaskRecord, action: string): string | undefined {
  const { log, containerName } = task.definition;
  if (log === undefined) return undefined;
  const { world, region } = store;
  const group = `arn:aws:logs:${region}:${world.accountId}:log-group:${log.group}`;
  const stream = `${log.prefix}/${containerName}/${task.id}`;
  return refusal(store, task, action, `${group}:log-stream:${stream}`);
}

function refusal(
  { world }: EcsStore,
  { definition, id }: { readonly definition: TaskDefinitionRecord; readonly id: string },
  action: string,
  resource: string,
): string | undefined {
  const requirement: Requirement = { action, resource, conditionKeys: {} };
  const roleName = roleNameOf(definition.executionRoleArn);
  return world.authorizer({ kind: 'role', roleName, session: id }, requirement);
}
