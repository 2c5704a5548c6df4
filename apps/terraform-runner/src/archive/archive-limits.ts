/** A blueprint is text: some hundred KB. 32 MB is far more than any, and fits the memory of anything. */
export const ARCHIVE_BYTES_MAX = 32 * 1024 * 1024;

/** Everything unpacked. /tmp has 512 MB where nothing else was configured. */
export const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** One unpacked file. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Entries, directories included. */
export const ENTRIES_MAX = 2_000;

/** Unpacked against packed size. Text packs 5 to 20 times; 200 is only reached on purpose. */
export const RATIO_MAX = 200;

/** Below this size the ratio says nothing: a file of blanks may pack very well. */
export const RATIO_COUNTS_FROM_BYTES = 1024 * 1024;

/** A path inside the archive. */
export const PATH_CHARACTERS_MAX = 255;

/** Folders within folders. */
export const PATH_DEPTH_MAX = 16;

/** What the document's layout has, and Terraform cannot do without. */
export const REQUIRED_FILES = [
  'main.tf',
  'variables.tf',
  'terraform.tfvars',
  'backend.tf',
] as const;
