import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { BUCKET, REGION } from './buckets.ts';

export type Files = Readonly<Record<string, string>>;

export interface BackendText {
  readonly region?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly more?: string;
}

export const STATE_KEY = 'dr/terraform.tfstate';

/** The backend as the blueprint has it; what only loopback needs is at its end. */
export function backendText(change: BackendText = {}): string {
  const {
    region = REGION,
    bucket = BUCKET,
    key = STATE_KEY,
    more = 'use_lockfile = true',
  } = change;
  return `
terraform {
  backend "s3" {
    bucket = "${bucket}"
    key    = "${key}"
    region = "${region}"
    ${more}

    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
  }
}
`;
}

/** A network and a cluster on it, of the provider that is built into Terraform. */
export const MAIN = `
resource "terraform_data" "network" {
  input = var.region
}

resource "terraform_data" "cluster" {
  input = "konecta-erp-dev-dr in \${terraform_data.network.output}"
}

output "cluster_name" {
  value = terraform_data.cluster.output
}
`;

export const VARIABLES = `
variable "region" {
  type = string
}

variable "size" {
  type    = number
  default = 2
}
`;

/** The document's four files, with what a test changes. */
export function blueprint(change: Files = {}): Files {
  return {
    'main.tf': MAIN,
    'variables.tf': VARIABLES,
    'terraform.tfvars': `region = "${REGION}"\n`,
    'backend.tf': backendText(),
    ...change,
  };
}

export function zipOf(files: Files): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
