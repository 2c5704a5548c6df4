import type { ServiceDefinition } from './service-definition.ts';

/**
 * A service that the configuration does not list: the document's names, and the defaults of the
 * design (section 7). Every number's reason stands beside it.
 */
export function conventionOf(name: string, stage: string): ServiceDefinition {
  return {
    name,
    policy: 'exclusive',
    memberNames: { primary: `${name}-primary`, backup: `${name}-backup` },
    targetGroups: [`${stage}-${name}-tg`],
    alarms: [`${name}-primary-health`, `${name}-service-health`],
    elasticIps: [],
    routes: [],
    dnsRecords: [],
    // One look may catch a blip of the API; two, a health check's interval apart, do not.
    confirmWindow: { looks: 2, everySeconds: 10 },
    // A soft symptom just after a change is the change's own echo.
    coolDownSeconds: 600,
    // A graceful stop takes a minute at most; then it is repeated; then the OS is not asked.
    fence: { stopAgainAfterSeconds: 60, skipOsShutdownAfterSeconds: 120, giveUpAfterSeconds: 180 },
    startTimeoutSeconds: 300,
    // Capacity of a zone comes back within minutes, or not tonight.
    capacity: { tries: 6, everySeconds: 20 },
    healthyTimeoutSeconds: 180,
    switchoverDrainSeconds: 30,
    autoScaled: false,
  };
}
