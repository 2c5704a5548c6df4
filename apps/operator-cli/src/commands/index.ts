import type { CommandSpec } from './command-spec.ts';
import { demo } from './demo.ts';

/** In the order of `--help`. */
export const COMMANDS: readonly CommandSpec[] = [demo];
