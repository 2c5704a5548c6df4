export { createAcm } from './create-acm.ts';
export type { Acm, CertificateFixture } from './create-acm.ts';
