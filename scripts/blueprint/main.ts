// Makes and checks the archive that terraform-runner applies in a disaster.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { backendOf, checkBlueprint } from './check-blueprint.ts';
import { lockProviders } from './lock-providers.ts';
import { readBlueprint } from './read-blueprint.ts';
import { uploadArchive } from './upload-archive.ts';
import { writeArchive } from './write-archive.ts';

const HELP = `usage: scripts/package-blueprint [--blueprint DIRECTORY] [--region REGION] [--out FILE]
                                 [--lock] [--upload] [--check-only] [--json]

Makes REGION-dr.zip of a blueprint and the modules that it uses, checks it, and prints its SHA-256,
which a plan pins. The same files give the same bytes.

  --blueprint   default: terraform/blueprints/dr-region
  --region      the recovery region; default: what backend.tf says
  --out         default: dist/REGION-dr.zip
  --check-only  writes nothing
  --upload      puts it into the backend's bucket (as AWS's own settings say: profile, region,
                AWS_ENDPOINT_URL) and prints the version
  --lock        first has Terraform write the checksums of the providers beside the blueprint
                (.terraform.lock.hcl; needs the registry, once for each version; commit it)
  --json        one line for machines

Checked: the document's four files, a backend in S3 in that region with its lock, no other region in
terraform.tfvars, checksums of the providers, no module from outside, no secret, no link, its size.

Exit code 0: made; 1: not a blueprint that may be applied, all problems named; 2: usage.
`;

const { values } = readOptions();
if (values.help) process.stdout.write(HELP);
else await packageBlueprint().catch(tellFailure);

function readOptions() {
  const options = {
    blueprint: { type: 'string', default: 'terraform/blueprints/dr-region' },
    region: { type: 'string' },
    out: { type: 'string' },
    lock: { type: 'boolean' },
    upload: { type: 'boolean' },
    'check-only': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ options });
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${HELP}`);
    process.exit(2);
  }
}

async function packageBlueprint(): Promise<void> {
  if (values.lock && !lockProviders(values.blueprint)) {
    process.exitCode = 1;
    return;
  }
  const files = readBlueprint(values.blueprint);
  const backend = backendOf(files);
  const region = values.region ?? backend?.region ?? '';
  const problems = checkBlueprint(files, region);
  if (problems.length > 0 || !backend) {
    if (values.json) process.stdout.write(`${JSON.stringify({ problems })}\n`);
    for (const { file, expected, found } of problems) {
      process.stderr.write(`${file}: expected ${expected}, found ${found}\n`);
    }
    process.exitCode = 1;
    return;
  }
  const archive = writeArchive(files);
  const { bytes, sha256 } = archive;
  const key = `${region}-dr.zip`;
  const out = values.out ?? path.join('dist', key);
  if (!values['check-only']) {
    mkdirSync(path.dirname(out), { recursive: true });
    writeFileSync(out, bytes);
  }
  const place = { region, bucket: backend.bucket, key };
  const uploaded = values.upload ? await uploadArchive(archive, place) : undefined;
  tell({ out, sha256, bytes: bytes.length, files: files.size, ...place, ...uploaded });
}

/** A folder that is not there, a link, a bucket that refuses: in its own words. */
function tellFailure(thrown: unknown): void {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}

interface Made {
  readonly out: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly files: number;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

function tell(made: Made): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(made)}\n`);
    return;
  }
  const written = values['check-only'] ? 'checked' : made.out;
  process.stdout.write(`${written}: ${made.files} files, ${made.bytes} bytes\n`);
  process.stdout.write(`sha256: ${made.sha256}\n`);
  if (!values.upload) return;
  process.stdout.write(`s3://${made.bucket}/${made.key} version ${made.versionId ?? 'none'}\n`);
}
