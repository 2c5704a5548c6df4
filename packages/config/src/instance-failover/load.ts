import { loadConfiguration, type Loaded } from '../load-configuration.ts';
import { mergeSources } from '../merge-sources.ts';
import type { Binding, ConfigurationSource } from '../source.ts';
import { contradictions } from './cross-checks.ts';
import {
  completeInstanceFailover,
  type InstanceFailoverConfig,
} from './instance-failover-config.ts';
import { InstanceFailoverFile } from './instance-failover-file.ts';

/** What functions.yml may also say in the environment. */
export const INSTANCE_FAILOVER_BINDINGS: readonly Binding[] = [
  { variable: 'UNDERSTUDY_TOPICS', path: ['topics'], as: 'list' },
  { variable: 'UNDERSTUDY_NOTIFICATION_TOPIC', path: ['notificationTopic'], as: 'text' },
];

/** The configuration of one stage, or everything that is wrong with it. No source is needed. */
export function loadInstanceFailover(
  stage: string,
  sources: readonly ConfigurationSource[],
): Loaded<InstanceFailoverConfig> {
  const loaded = loadConfiguration(InstanceFailoverFile, sources);
  if (loaded.result === 'invalid') return loaded;
  const configuration = completeInstanceFailover(loaded.configuration, stage);
  const merged = mergeSources(sources);
  const problems = contradictions(configuration).map(({ path, expected, found }) => ({
    ...merged.originOf(path),
    path: path.join('.'),
    expected,
    found,
  }));
  if (problems.length > 0) return { result: 'invalid', problems };
  return { result: 'loaded', configuration };
}
