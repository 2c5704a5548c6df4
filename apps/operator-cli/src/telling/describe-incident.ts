import type { Incident, TimelineEntry } from '@understudy/leases';
import * as z from 'zod';

import type { Output } from '../output/output.ts';
import { formatDuration, formatTime } from '../output/seconds.ts';
import { outcomeWords, serviceName } from './describe-service.ts';

/** What `why` reads of a decision; a newer version may say more. */
const Told = z.object({
  action: z.string(),
  reason: z.string(),
  sentence: z.string(),
  next: z.string().optional(),
  diagnosis: z
    .object({ code: z.string(), sentence: z.string(), sensors: z.array(z.string()) })
    .optional(),
  viability: z
    .object({ parts: z.array(z.object({ part: z.string(), mark: z.string(), words: z.string() })) })
    .optional(),
});

export function renderIncident(
  output: Output,
  incident: Incident,
  timeline: readonly TimelineEntry[],
): void {
  const { paint } = output;
  output.line(`${paint.bold(incident.id)} (${serviceName(incident)})`);
  row(output, 'opened', `${formatTime(incident.openedAtMilliseconds)}: ${incident.trigger}`);
  const decision = Told.safeParse(incident.decision);
  if (decision.success) renderDecision(output, decision.data);
  if (timeline.length > 0) output.line(paint.bold('timeline'));
  for (const entry of timeline) renderEntry(output, entry, incident.openedAtMilliseconds);
  row(output, 'outcome', outcomeWords(incident));
  const { closedAtMilliseconds, approval } = incident;
  if (closedAtMilliseconds !== undefined) {
    row(
      output,
      'closed',
      `${formatTime(closedAtMilliseconds)}, after ${formatDuration(closedAtMilliseconds - incident.openedAtMilliseconds)}`,
    );
  }
  if (approval) {
    const answer = approval.answer;
    row(
      output,
      'question',
      `${approval.question} ${answer ? `${answer.verdict} by ${answer.by}: ${answer.comment}` : `Open until ${formatTime(approval.expiresAtMilliseconds)}`}`,
    );
  }
  const next = nextOf(incident);
  if (next) row(output, 'next', next);
}

function renderDecision(output: Output, decision: z.infer<typeof Told>): void {
  const { action, reason, sentence, diagnosis, viability } = decision;
  row(output, 'decided', `${action}: ${reason}. ${sentence}`);
  if (diagnosis) {
    const sensors =
      diagnosis.sensors.length > 0 ? ` (sensors: ${diagnosis.sensors.join(', ')})` : '';
    row(output, 'because', `${diagnosis.code}: ${diagnosis.sentence}${sensors}`);
  }
  for (const { part, mark, words } of viability?.parts ?? []) {
    row(output, '', `standby ${part}: ${markOf(output, mark)}, ${words}`);
  }
}

/** One step: when since the opening, how long it took, what it did, and its evidence. */
export function renderEntry(output: Output, entry: TimelineEntry, openedAt: number): void {
  const { paint } = output;
  const at = `+${formatDuration(entry.atMilliseconds - openedAt)}`.padStart(12);
  const took =
    entry.durationMilliseconds === undefined
      ? ''
      : paint.dim(` [${formatDuration(entry.durationMilliseconds)}]`);
  output.line(`${paint.dim(at)}  ${entry.step}: ${entry.sentence}${took}`);
  const words = Reflect.get(Object(entry.evidence), 'words') as unknown;
  if (typeof words === 'string') output.line(paint.dim(`${' '.repeat(14)}evidence: ${words}`));
}

export function markOf({ paint }: Output, mark: string): string {
  if (mark === 'verified') return paint.green(mark);
  return mark === 'failed' ? paint.red(mark) : paint.yellow(mark);
}

/** The one thing to do next; an open question names its own command. */
export function nextOf(incident: Incident): string | undefined {
  const { id, approval, outcome } = incident;
  if (approval && !approval.answer && incident.closedAtMilliseconds === undefined) {
    return approval.group === undefined
      ? `understudy approve ${id}`
      : `understudy approve --group ${approval.group}`;
  }
  const decision = Told.safeParse(incident.decision);
  const next = outcome?.next ?? (decision.success ? decision.data.next : undefined);
  return next === `understudy why ${id}` ? undefined : next;
}

function row(output: Output, name: string, words: string): void {
  output.line(`${output.paint.bold(name.padEnd(10))}${words}`);
}
