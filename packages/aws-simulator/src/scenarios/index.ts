export { createJupiter } from './jupiter.ts';
export type { Jupiter, JupiterOptions, JupiterService } from './jupiter.ts';
