import type { TerraformResult } from '@understudy/recovery-messages';
import { toErrorRecord } from '@understudy/errors';
import type { PlanDocument } from '../policy/plan-document.ts';
import type { ResourceLook } from '../resources/resource-reads.ts';
import type { VerbEnd } from '../verbs/terraform.ts';
import type { Run } from './open-run.ts';
import { result } from './results.ts';

/** How AWS's services say that a name is taken. */
const EXISTS = /already exists|AlreadyExists|AlreadyInUse|ResourceInUseException|Duplicate/i;

/** What the blueprint tags everything with: whose it is. */
const PLAN_TAG = 'understudy:plan';

/**
 * A resource that exists and is not in the state: an interrupted run made it, or somebody else did.
 * With our tag the import is offered; without it a person finds out whose it is first.
 */
export async function askAboutExisting(
  run: Run,
  document: PlanDocument,
  { diagnostics }: Pick<VerbEnd, 'diagnostics'>,
  otherwise: TerraformResult,
): Promise<TerraformResult> {
  const error = diagnostics.find(
    ({ severity, summary, detail }) => severity === 'error' && EXISTS.test(`${summary} ${detail}`),
  );
  const change = document.resource_changes.find(({ address }) => address === error?.address);
  if (change === undefined) return otherwise;
  const { address, type } = change;
  const look = await lookAt(run, { type, attributes: change.change.after ?? {} });
  const { plan } = run.request.run;
  const isOurs = look.tags[PLAN_TAG] === plan;
  const command = `terraform import '${address}' '${look.importId ?? '<id>'}'`;
  const words = `${address} exists already (${look.words}) and is not in the state`;
  return result(
    'asked',
    isOurs ? `${words}; it carries our tag.` : `${words}; it is not known whose.`,
    {
      ...otherwise,
      next: isOurs
        ? `In the extracted blueprint: terraform init && ${command}. Then run again.`
        : `Find out whose it is. If it is this plan's: terraform init && ${command}; else rename or remove it.`,
    },
  );
}

async function lookAt(
  run: Run,
  resource: { readonly type: string; readonly attributes: Readonly<Record<string, unknown>> },
): Promise<ResourceLook> {
  try {
    return await run.outside.resources.look(resource, run.signal);
  } catch (thrown) {
    run.outside.log.warn('it could not be looked at', { failure: toErrorRecord(thrown) });
    return { state: 'unknown', words: 'it could not be looked at', tags: {} };
  }
}
