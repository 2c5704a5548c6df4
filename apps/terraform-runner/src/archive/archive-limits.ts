import type { ArchiveLimits } from '@understudy/safe-archive';

/**
 * A blueprint is text: some hundred KB. These are far more than any, and fit into the 512 MB of
 * /tmp where nothing else was configured.
 */
export const BLUEPRINT_LIMITS: ArchiveLimits = {
  archiveBytes: 32 * 1024 * 1024,
  entries: 2_000,
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
};

/** What the document's layout has, and Terraform cannot do without. */
export const REQUIRED_FILES = [
  'main.tf',
  'variables.tf',
  'terraform.tfvars',
  'backend.tf',
] as const;
