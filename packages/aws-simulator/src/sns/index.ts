export { createSns } from './create-sns.ts';
export type { Sns } from './create-sns.ts';
export type { Publication } from './publish.ts';
