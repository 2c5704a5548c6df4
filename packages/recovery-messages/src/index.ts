export {
  BundleLocation,
  DeploymentRequest,
  DeploymentResult,
  KubernetesName,
  ObjectReport,
  RolloutReport,
} from './deployment.ts';
export { ArchiveLocation, Finding, Name, Region, RunIdentity } from './names.ts';
export {
  ResourceCounts,
  StateLocation,
  StateVersion,
  TerraformOutcome,
  TerraformRequest,
  TerraformResult,
  TerraformValue,
} from './terraform.ts';
