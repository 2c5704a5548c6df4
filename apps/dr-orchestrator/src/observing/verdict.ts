/** What the steps of a plan are told of the primary region (deciding/judge-outage.ts). */
export type { OutageVerdict, OutageVerdictName } from '../deciding/outage-verdict.ts';
