export { createDeployedJupiter } from './deployed-jupiter.ts';
export type { DeployedJupiter, DeployedJupiterOptions } from './deployed-jupiter.ts';
