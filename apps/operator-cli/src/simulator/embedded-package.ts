import type { StackPackage } from '@understudy/aws-simulator';

/** The packaged functions inside the bundled file; bin/make-bundle.mjs puts them here. */
export const embeddedPackage: StackPackage | undefined = undefined;
