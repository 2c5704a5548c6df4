export { createKms } from './create-kms.ts';
export type { KeyFixture, Kms } from './create-kms.ts';
