import * as z from 'zod';

/** An AWS region's name, as far as its form goes. */
export const Region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region, like eu-west-1');

/** Names of plans, steps, incidents: they become parts of keys, paths and execution names. */
export const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'expected letters, digits, dots and hyphens');

/** Whose run asks. What it leaves behind (a lock, a field manager) is removed only by its proof. */
export const RunIdentity = z.strictObject({
  plan: Name,
  incident: Name,
  step: Name,
  /** The owner of the plan's lease: an execution's ARN, or `local:<id>` of a person's machine. */
  owner: z.string().min(1).max(512),
});
export type RunIdentity = z.infer<typeof RunIdentity>;

/** An archive in S3. A version or a checksum pins it; one of both is required to act on it. */
export const ArchiveLocation = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected a bucket name'),
  key: z.string().min(1).max(1024),
  versionId: z.string().min(1).max(1024).optional(),
  /** Of the whole archive, hexadecimal. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal')
    .optional(),
});
export type ArchiveLocation = z.infer<typeof ArchiveLocation>;

/** One thing that was looked at, for reports and readiness. */
export const Finding = z.strictObject({
  check: z.string().max(256),
  mark: z.enum(['verified', 'unverified', 'failed']),
  words: z.string().max(4096),
  /** The command that repairs it. */
  repair: z.string().max(4096).optional(),
});
export type Finding = z.infer<typeof Finding>;
