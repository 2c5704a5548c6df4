import * as z from 'zod';
import { leaseKeySchema } from '../table/item-schemas.ts';
import { LOOKS_KEPT_MAX } from './observation-rules.ts';

/** Sensors of one look: five kinds, some of them several times. */
export const SENSORS_MAX = 16;

const reading = z.object({
  sensor: z.string().max(64),
  result: z.enum(['yes', 'no', 'no-answer', 'not-asked']),
  words: z.string().max(2_048),
  recovering: z.exactOptional(z.literal(true)),
});

const look = z.object({
  atMilliseconds: z.number(),
  control: reading,
  sensors: z.array(reading).max(SENSORS_MAX),
});

/** Another region's function writes this item: what it says is checked like any message. */
export const observationItemSchema = z.object({
  plan: z.string().max(128),
  observer: z.string().max(64),
  region: z.string().max(64),
  newestAtMilliseconds: z.number(),
  looks: z.array(look).max(LOOKS_KEPT_MAX),
});

const guardedPart = z.object({
  verdict: z.enum(['fenced', 'not-fenced', 'unknown']),
  words: z.string().max(4_096),
  atMilliseconds: z.number(),
});

export const guardItemSchema = z.object({
  epoch: z.int().nonnegative(),
  region: z.string().max(64),
  atMilliseconds: z.number(),
  parts: z.record(z.string().max(64), guardedPart),
  returnedAtMilliseconds: z.exactOptional(z.number()),
  fencedAtMilliseconds: z.exactOptional(z.number()),
  notes: z.record(z.string().max(64), z.union([z.string().max(4_096), z.number(), z.boolean()])),
});

const readinessFinding = z.object({
  what: z.string().max(4_096),
  why: z.string().max(4_096),
  mark: z.enum(['verified', 'unverified', 'failed', 'unknown']),
  found: z.string().max(4_096),
  atMilliseconds: z.number(),
  repair: z.exactOptional(z.string().max(4_096)),
});

/** Findings of one look: 60 of them stay far below an item's 400 KB. */
export const FINDINGS_MAX = 100;

export const readinessItemSchema = z.object({
  region: z.string().max(64),
  state: z.enum(['green', 'red', 'unknown']),
  sentence: z.string().max(4_096),
  atMilliseconds: z.number(),
  findings: z.array(readinessFinding).max(FINDINGS_MAX),
});

export const surrenderItemSchema = z.object({
  key: leaseKeySchema,
  plan: z.string().max(128),
  epoch: z.int().nonnegative(),
  term: z.int().nonnegative(),
  toRegion: z.string().max(64),
  incident: z.string().max(256),
  reason: z.string().max(4_096),
  atMilliseconds: z.number(),
  state: z.enum(['surrendered', 'withdrawn']),
});
