export { createJupiter, populateJupiter } from './jupiter.ts';
export type { Jupiter, JupiterOptions, JupiterService } from './jupiter.ts';
export { createStory, STORY_START_MS } from './story.ts';
export type { Published, Story } from './story.ts';
export { CLOSED_GROUP_ID, KONECTA_PLAN, populateKonecta } from './konecta.ts';
export type { Konecta, KonectaOptions } from './konecta.ts';
export type { InfrastructureProgress, KonectaInfrastructure } from './konecta-infrastructure.ts';
export { CONTROL_HOST, KONECTA_HOST } from './konecta-hosts.ts';
export { DATABASE_HOST } from './konecta-site.ts';
export type { KonectaSite, SiteNames } from './konecta-site.ts';
export { createKonectaBlueprint } from './konecta-blueprint/konecta-blueprint.ts';
export type {
  KonectaBlueprint,
  KonectaBlueprintOptions,
} from './konecta-blueprint/konecta-blueprint.ts';
export { createObjectTraffic } from './object-traffic.ts';
export type { ObjectTraffic, ObjectTrafficOptions } from './object-traffic.ts';
