/** One line of a child's output. Terraform's longest are diagnostics with snippets: some KB. */
export const LINE_CHARACTERS_MAX = 64 * 1024;

/** What is kept of an output that is read whole: a plan or a state of some thousand resources. */
export const CAPTURED_BYTES_MAX = 64 * 1024 * 1024;

/** Kept of what a child says on its standard error: enough for any message of Terraform's. */
export const STDERR_CHARACTERS_MAX = 16 * 1024;

/** How long pipes may stay open after the child is gone, before they are closed from this side. */
export const PIPES_CLOSE_MS = 2_000;

/** How long killed descendants may take to vanish: the kernel needs milliseconds. */
export const REAP_MS = 5_000;

/** Between two looks whether they have. */
export const REAP_AGAIN_MS = 10;
