export { createEcr } from './create-ecr.ts';
export type { Ecr, ImageFixture } from './create-ecr.ts';
