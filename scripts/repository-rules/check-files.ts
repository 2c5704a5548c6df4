import { checkDependencies } from './dependency-rules.ts';
import { checkDockerfile } from './dockerfile-rules.ts';
import { checkNames, checkProjects } from './layout-rules.ts';
import {
  checkDisabledRules,
  checkFocusedTests,
  checkLength,
  checkMachines,
  checkMarkers,
  checkStarExports,
} from './text-rules.ts';
import type { Finding, TrackedFile } from './tracked-file.ts';

const FILE_RULES = [
  checkLength,
  checkNames,
  checkMarkers,
  checkFocusedTests,
  checkDisabledRules,
  checkStarExports,
  checkMachines,
  checkDockerfile,
] as const;

/** Everything that is wrong with the files of the repository, at once. */
export function checkFiles(files: readonly TrackedFile[]): readonly Finding[] {
  return [
    ...files.flatMap((file) => FILE_RULES.flatMap((rule) => rule(file))),
    ...checkProjects(files.map(({ path }) => path)),
    ...checkDependencies(files),
  ];
}
