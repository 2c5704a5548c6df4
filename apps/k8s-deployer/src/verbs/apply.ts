import type { DeploymentResult } from '@understudy/recovery-messages';

import { applyBundle, type ObjectOutcome } from '../applying/apply-bundle.ts';
import { resolveManifests } from '../applying/resolve-manifests.ts';
import type { Manifest } from '../bundle/parse-manifests.ts';
import { isPreparable } from '../ordering/order-objects.ts';
import { readManifests, requireValues } from './read-manifests.ts';
import { finding, reportObjects, reportOutcome, result } from './report.ts';
import type { Session } from './session.ts';

/** Applies the whole bundle. Waiting for it is `status`. */
export async function apply(session: Session): Promise<DeploymentResult> {
  const read = await readManifests(session.request, session.world, session.signal);
  return applyManifests(session, requireValues(read));
}

/** Applies what needs neither nodes nor the database; what waits for a value is left for later. */
export async function prepare(session: Session): Promise<DeploymentResult> {
  const read = await readManifests(session.request, session.world, session.signal);
  const applied = await applyManifests(
    session,
    read.manifests.filter(({ object }) => isPreparable(object)),
  );
  const later = read.unresolved.filter(({ manifest }) => isPreparable(manifest.object));
  const findings = later.map(({ manifest, names }) =>
    finding(manifest.place, 'unverified', `left for later: it waits for ${names.join(', ')}`),
  );
  return { ...applied, findings: [...applied.findings, ...findings] };
}

async function applyManifests(
  session: Session,
  manifests: readonly Manifest[],
): Promise<DeploymentResult> {
  const { discovery, scope, signal, request, sendByMilliseconds } = session;
  const resolution = await resolveManifests(manifests, discovery, scope, signal);
  if (resolution.result === 'refused') {
    const findings = resolution.problems.map((words) => finding('the bundle', 'failed', words));
    const sentence = `Nothing was applied: ${resolution.problems.join('; ')}.`;
    return result('refused', sentence, { findings });
  }
  const options = { force: request.force, dryRun: false, sendByMilliseconds, signal };
  return reportApplied(await applyBundle(session, resolution.manifests, options));
}

type Stop = Exclude<ObjectOutcome['applied']['result'], 'applied'>;

/** What stopped it, the gravest first: what nobody else can repair before what passes by itself. */
const STOPS: readonly (readonly [Stop, DeploymentResult['outcome'], next: string])[] = [
  ['refused', 'refused', 'Correct the bundle, then ask again.'],
  ['forbidden', 'refused', "Give the deployer's role the right that is missing, then ask again."],
  ['absent', 'refused', 'Correct the bundle, then ask again.'],
  ['conflict', 'conflict', 'Let go of the fields there, or name kind and manager under force.'],
  ['unreachable', 'unreachable', 'Ask again.'],
  ['later', 'unreachable', 'Ask again.'],
  ['not-sent', 'progressing', 'Ask again: it goes on from there.'],
];

function reportApplied(outcomes: readonly ObjectOutcome[]): DeploymentResult {
  const objects = [...reportObjects(outcomes, false)];
  const findings = outcomes.flatMap(reportOutcome);
  const counts = `${objects.length} of ${outcomes.length} objects are applied`;
  const stop = STOPS.find(([kind]) => outcomes.some(({ applied }) => applied.result === kind));
  if (!stop) {
    const changed = objects.filter(({ action }) => action !== 'unchanged').length;
    return result('applied', `${counts}, ${changed} of them changed something.`, {
      objects,
      findings,
    });
  }
  const [kind, outcome, next] = stop;
  const first = outcomes.find(({ applied }) => applied.result === kind);
  const [why] = first ? reportOutcome(first).slice(-1) : [];
  const sentence = `${counts}. ${why ? `${why.check}: ${why.words}` : ''}`;
  return result(outcome, sentence, { objects, findings, next });
}
