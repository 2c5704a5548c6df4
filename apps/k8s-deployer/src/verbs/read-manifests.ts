import { TerminalError } from '@understudy/errors';
import type { DeploymentRequest } from '@understudy/recovery-messages';

import { openBundle } from '../bundle/open-bundle.ts';
import { parseManifests, type Manifest } from '../bundle/parse-manifests.ts';
import { substituteValues, type Substituted } from '../bundle/substitute-values.ts';
import type { DeployerWorld } from '../deployer-world.ts';
import { groupOf } from '../objects/kubernetes-object.ts';

/** The request's bundle, read, parsed and filled in. Throws `BundleRefused` with all that is wrong. */
export async function readManifests(
  request: DeploymentRequest,
  world: DeployerWorld,
  signal: AbortSignal,
): Promise<Substituted> {
  const { objects, settings } = world;
  const { packageRoot } = settings;
  const files = await openBundle(request.bundle, { objects, packageRoot }, signal);
  const parsed = parseManifests(files);
  if (parsed.result === 'invalid') {
    throw new TerminalError(
      'BundleRefused',
      `The bundle is refused. ${parsed.problems.join('; ')}.`,
    );
  }
  return substituteValues(withNamespace(parsed.manifests, request.namespace), request.values);
}

/** For verbs that need all of it: a name without a value is a mistake, never an empty text. */
export function requireValues({ manifests, unresolved }: Substituted): readonly Manifest[] {
  if (unresolved.length === 0) return manifests;
  const list = unresolved.map(({ manifest, names }) => `${manifest.place}: ${names.join(', ')}`);
  throw new TerminalError(
    'ValuesMissing',
    `Expected a value for every \${NAME}, found none for: ${list.join('; ')}. ` +
      'Give it in the plan, or write $${NAME} where the text itself is meant.',
  );
}

/** The application's name space is made when the bundle does not bring it. */
function withNamespace(manifests: readonly Manifest[], namespace: string): readonly Manifest[] {
  const brought = manifests.some(
    ({ object }) =>
      object.kind === 'Namespace' &&
      groupOf(object.apiVersion) === '' &&
      object.metadata.name === namespace,
  );
  if (brought) return manifests;
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return [{ place: 'the request', object }, ...manifests];
}
