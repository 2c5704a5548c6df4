import { createHash } from 'node:crypto';
import path from 'node:path';

import { readZip, type PackagedFiles } from '../environment/packaged-files.ts';
import { parseFunctionReference } from '../lambda/function-reference.ts';
import type { DurableSettings } from '../lambda/function-registry.ts';
import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';
import { invalidTemplate } from './template-errors.ts';

/** Defaults of AWS::Lambda::Function. */
const TIMEOUT_SECONDS_DEFAULT = 3;
const MEMORY_MEGABYTES_DEFAULT = 128;
const RETENTION_DAYS_DEFAULT = 14;

export function deployFunction(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { lambda, roles } = context.target;
  const name =
    properties.optionalText('FunctionName') ?? generatedName(context, properties.logicalId);
  const roleArn = properties.text('Role');
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  if (!roles.trusts(roleName, 'lambda.amazonaws.com')) {
    throw invalidTemplate(`a role that lambda.amazonaws.com may assume for ${name}`, roleArn);
  }
  const { files, codeSha256, image } = readCode(properties, context);
  const durable = readDurable(properties.record('DurableConfig'));
  const deadLetterArn = properties.record('DeadLetterConfig')['TargetArn'];
  lambda.functions.put({
    name,
    files,
    codeSha256,
    handler: properties.optionalText('Handler') ?? image ?? '',
    ...(image === undefined ? {} : { image }),
    runtime: properties.optionalText('Runtime') ?? 'container',
    roleArn,
    variables: readVariables(properties),
    timeoutSeconds: properties.number('Timeout', TIMEOUT_SECONDS_DEFAULT),
    memoryMegabytes: properties.number('MemorySize', MEMORY_MEGABYTES_DEFAULT),
    ...(durable ? { durable } : {}),
    ...(typeof deadLetterArn === 'string' ? { deadLetterArn } : {}),
  });
  return { ref: name, attributes: { Arn: lambda.functions.arnOf({ name }) } };
}

interface Code {
  readonly files: PackagedFiles;
  readonly codeSha256: string;
  readonly image?: string;
}

/** `<registry>/<repository>@<digest>`, or with a tag. */
const IMAGE_URI = /^(?:[\w.-]+\.[\w.-]+\/)?([a-z0-9][\w./-]*)(?:@(sha256:[0-9a-f]{64})|:[\w.-]+)$/;

/** An image has no zip: what runs it is given to the simulator from outside, or there is nothing. */
function readCode(properties: ResourceProperties, { code }: ResourceContext): Code {
  const { S3Key, ImageUri } = properties.record('Code');
  if (typeof ImageUri === 'string') {
    const [, image, digest] = IMAGE_URI.exec(ImageUri) ?? [];
    if (image === undefined) throw invalidTemplate('an image by tag or digest', ImageUri);
    return { files: new Map(), codeSha256: digest ?? ImageUri, image };
  }
  const fileName = path.posix.basename(String(S3Key));
  const archive = code.get(fileName);
  if (!archive) throw invalidTemplate(`the zip ${fileName} beside the template`, 'none');
  return { files: readZip(archive), codeSha256: digestOf(archive) };
}

/** A stack is deployed many times over: its zips are read through once. */
const digests = new WeakMap<Uint8Array, string>();

function digestOf(archive: Uint8Array): string {
  const known = digests.get(archive);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(archive).digest('base64');
  digests.set(archive, digest);
  return digest;
}

function readVariables(properties: ResourceProperties): Record<string, string> {
  const variables = properties.record('Environment')['Variables'] ?? {};
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
}

function readDurable(config: Readonly<Record<string, unknown>>): DurableSettings | undefined {
  if (config['ExecutionTimeout'] === undefined) return undefined;
  return {
    executionTimeoutSeconds: Number(config['ExecutionTimeout']),
    retentionDays: Number(config['RetentionPeriodInDays'] ?? RETENTION_DAYS_DEFAULT),
  };
}

export function deployVersion(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const { functions } = target.lambda;
  const { name } = parseFunctionReference(properties.text('FunctionName'));
  const version = functions.publish(name);
  const arn = functions.arnOf({ name, qualifier: version });
  return { ref: arn, attributes: { Version: version, FunctionArn: arn } };
}

export function deployAlias(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const { functions } = target.lambda;
  const alias = properties.text('Name');
  const version = properties.text('FunctionVersion');
  const { fn } = functions.resolve(
    parseFunctionReference(properties.text('FunctionName')).name,
    version,
  );
  fn.aliases.set(alias, version);
  const arn = functions.arnOf({ name: fn.name, qualifier: alias });
  return { ref: arn, attributes: { AliasArn: arn } };
}

export function deployPermission(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const { fn, qualifier } = target.lambda.functions.resolve(properties.text('FunctionName'));
  const sourceArn = properties.optionalText('SourceArn');
  const sourceAccount = properties.optionalText('SourceAccount');
  fn.policy.add({
    statementId: properties.logicalId,
    action: properties.text('Action'),
    principal: properties.text('Principal'),
    ...(sourceArn === undefined ? {} : { sourceArn }),
    ...(sourceAccount === undefined ? {} : { sourceAccount }),
    ...(qualifier === undefined ? {} : { qualifier }),
  });
  return { ref: properties.logicalId, attributes: {} };
}

export function deployEventInvokeConfig(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const qualifier = properties.text('Qualifier');
  const { name } = parseFunctionReference(properties.text('FunctionName'));
  const { fn } = target.lambda.functions.resolve(name, qualifier);
  const destinations = properties.record('DestinationConfig') as {
    readonly OnFailure?: { readonly Destination?: string };
    readonly OnSuccess?: { readonly Destination?: string };
  };
  const onFailureArn = destinations.OnFailure?.Destination;
  const onSuccessArn = destinations.OnSuccess?.Destination;
  fn.asyncSettings.set(qualifier, {
    retriesMax: properties.number('MaximumRetryAttempts', 2),
    eventAgeSecondsMax: properties.number('MaximumEventAgeInSeconds', 21_600),
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
    ...(onSuccessArn === undefined ? {} : { onSuccessArn }),
  });
  return { ref: `${name}|${qualifier}`, attributes: {} };
}
