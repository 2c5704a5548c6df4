import type { ArchiveLocation, BundleLocation, StateLocation } from '@understudy/recovery-messages';
import type * as z from 'zod';

import type { TerraformHost } from '../steps/terraform-task/choose-host.ts';
import type { Prerequisites } from '../readiness/prerequisites.ts';

/** A recovery plan: complete, checked, whatever its file left out. */
export interface Plan {
  readonly name: string;
  readonly stage: string;
  readonly regions: PlanRegions;
  readonly objectives: {
    readonly rtoMinutes: number;
    readonly rpoSeconds: number;
  };
  /** Who starts a recovery: the observers by themselves, after a person's yes, or only a person. */
  readonly trigger: 'automatic' | 'approval' | 'manual';
  /** Longer than native recovery: a Multi-AZ failover must not become a regional one. */
  readonly confirmWindowSeconds: number;
  /** At most the confirm window: what can be taken for a pilot light is built from here on. */
  readonly suspicionWindowSeconds: number;
  /** What an unreachable primary leads to: no evidence is not evidence of death. */
  readonly whenUnknown: 'ask' | 'proceed';
  /** Why `proceed` was accepted; the report repeats it. */
  readonly acceptedRisk?: string;
  /** Refuses plans that need a control plane that a regional disaster may take away. */
  readonly strict: boolean;
  readonly database: {
    readonly primary: string;
    readonly replica: string;
    /** Made in peace time, without rules: behind it the old database takes no connection. */
    readonly closedSecurityGroup?: string;
    /** An idle source of this engine reports up to five minutes of lag that are not real. */
    readonly idleLagSeconds: number;
  };
  readonly cluster: { readonly primary: string; readonly recovery: string };
  readonly application: {
    readonly namespace: string;
    readonly service: string;
    readonly manifests: z.infer<typeof BundleLocation>;
  };
  readonly infrastructure: {
    readonly blueprint: z.infer<typeof ArchiveLocation>;
    readonly state: z.infer<typeof StateLocation>;
    readonly host: TerraformHost;
  };
  /** The probed object in the recovery region: writing it shifts traffic, and keeps it there. */
  readonly traffic: {
    readonly bucket: string;
    readonly key: string;
    /** The failover record that follows the object. */
    readonly record?: TrafficRecord;
  };
  /** Alarms of the primary: they add evidence and are never required. */
  readonly alarms: readonly string[];
  readonly topics: readonly string[];
  readonly observing: PlanObserving;
  /** What no step owns and readiness looks at. */
  readonly readiness: Prerequisites;
  readonly steps: readonly PlanStep[];
  /** Of everything above: an approval binds to it. */
  readonly hash: string;
}

export interface TrafficRecord {
  /** The id of its hosted zone. */
  readonly zone: string;
  readonly name: string;
}

export interface PlanRegions {
  readonly primary: string;
  readonly recovery: string;
  /** A third region, whose observer gives the second opinion. */
  readonly witness?: string;
}

/** What the observers look at. */
export interface PlanObserving {
  /** Asked by every observer as a user asks: the application's own health page. */
  readonly endpoint?: string;
  /** The primary balancer's own name: an answer below 500 says that it serves. */
  readonly balancer?: string;
  /** Something outside both regions: when it cannot be reached either, our own network is broken. */
  readonly control?: string;
}

export interface PlanStep {
  readonly name: string;
  readonly kind: string;
  /** Steps that must be done before; those that its input refers to are among them. */
  readonly after: readonly string[];
  /** With references: `${steps.database.endpoint}`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number;
  readonly onFailure: 'stop' | 'continue' | 'ask';
}
