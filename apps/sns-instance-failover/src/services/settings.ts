import type { ServiceDefinition } from './service-definition.ts';

/** A structured log: a static message, variables as fields. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface VelocityLimits {
  readonly services: number;
  readonly percent: number;
  readonly windowSeconds: number;
  readonly zoneServices: number;
}

/** What the functions of this app are told: stage, services, limits. Complete. */
export interface InstanceFailoverSettings {
  readonly stage: string;
  readonly region: string;
  /** A configured service's definition, or the document's convention for any other name. */
  definitionOf(name: string): ServiceDefinition;
  /** Names that the configuration lists; others are found by their tags. */
  readonly configuredServices: readonly string[];
  readonly velocity: VelocityLimits;
  /** Where people are told; absent: nowhere but the table and the log. */
  readonly notificationTopicArn?: string;
  readonly log: Log;
}
