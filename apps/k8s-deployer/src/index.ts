export { createKubernetesClient } from './access/kubernetes-client.ts';
export type { ApiRequest, KubernetesApi } from './access/kubernetes-api.ts';
export { answerRequest } from './answer-request.ts';
export { createDeployerWorld } from './dependencies.ts';
export type { DeployerWorld, RegionWorld } from './deployer-world.ts';
export { readDeployerSettings } from './read-settings.ts';
export type { DeployerSettings } from './settings.ts';
export type { CallLimits } from './verbs/session.ts';
