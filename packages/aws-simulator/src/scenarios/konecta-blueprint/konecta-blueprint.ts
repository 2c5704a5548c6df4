import { zipSync, type Zippable } from 'fflate';

import { ACCOUNT_ID } from '../../kernel/create-world.ts';
import { KONECTA_PLAN } from '../konecta.ts';
import { MAIN, SCRIPT, VARIABLES } from './blueprint-files.ts';

export interface KonectaBlueprintOptions {
  /** Default `dev`. */
  readonly stage?: string;
  /** Where it builds, and where its state is. Default `eu-west-1`. */
  readonly region?: string;
  /** Default: every simulated AWS's. */
  readonly accountId?: string;
}

/** Where the blueprint and its state are, as the plan says it. */
export interface KonectaBlueprint {
  readonly bucket: string;
  /** The document's `<DR_REGION>-dr.zip`. */
  readonly key: string;
  readonly stateKey: string;
  readonly files: ReadonlyMap<string, string>;
  readonly archive: Uint8Array;
}

const STATE_KEY = 'dr/terraform.tfstate';
/** Zips know no time before: the same files give the same bytes. */
const ZIP_EPOCH_YEAR = 1980;

/**
 * The recovery region's blueprint for a simulated AWS: what the real Terraform can apply without the
 * AWS provider, in the document's four files and a script.
 */
export function createKonectaBlueprint(options: KonectaBlueprintOptions = {}): KonectaBlueprint {
  const { stage = 'dev', region = 'eu-west-1', accountId = ACCOUNT_ID } = options;
  const base = `${KONECTA_PLAN}-${stage}`;
  const bucket = `${base}-dr-${region}`;
  const files = new Map([
    ['main.tf', MAIN],
    ['variables.tf', VARIABLES],
    ['terraform.tfvars', valuesOf({ stage, region, accountId, base })],
    ['backend.tf', backendOf(bucket, region)],
    ['simulated.sh', SCRIPT],
  ]);
  return { bucket, key: `${region}-dr.zip`, stateKey: STATE_KEY, files, archive: zipOf(files) };
}

function valuesOf(names: {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  readonly base: string;
}): string {
  const { stage, region, accountId, base } = names;
  return `region            = "${region}"
account           = "${accountId}"
plan              = "${KONECTA_PLAN}"
stage             = "${stage}"
cluster_name      = "${base}-dr"
balancer_name     = "${base}-dr-alb"
target_group_name = "${base}-dr-tg"
deployer_role_arn = "arn:aws:iam::${accountId}:role/understudy-${stage}-k8s-deployer-${region}"
`;
}

function backendOf(bucket: string, region: string): string {
  return `# A simulated S3 answers under one host for all buckets, and knows nobody's credentials.
terraform {
  backend "s3" {
    bucket                      = "${bucket}"
    key                         = "${STATE_KEY}"
    region                      = "${region}"
    encrypt                     = true
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
  }
}
`;
}

function zipOf(files: ReadonlyMap<string, string>): Uint8Array {
  const mtime = new Date(ZIP_EPOCH_YEAR, 0, 1);
  const entries: Zippable = Object.fromEntries(
    [...files].map(([name, text]) => [name, [Buffer.from(text), { mtime }]]),
  );
  return zipSync(entries);
}
