import type { ApiFailure } from '../objects/read-failure.ts';

/** A field of the bundle's that somebody else manages. */
export interface FieldConflict {
  readonly manager: string;
  readonly field: string;
}

/** A conflict that may be forced, by kind and the other manager's name. */
export interface ForcePermission {
  readonly kind: string;
  readonly manager: string;
}

export type ConflictDecision =
  | { readonly action: 'force'; readonly sentence: string }
  | {
      readonly action: 'stop';
      readonly conflicts: readonly FieldConflict[];
      readonly sentence: string;
    };

const MANAGER = /^conflict with "((?:[^"\\]|\\.)+)"/;

/** What server-side apply says of a conflict; empty when it is about something else. */
export function readConflicts(failure: ApiFailure): readonly FieldConflict[] {
  return failure.causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ message, field }) => ({ manager: MANAGER.exec(message)?.[1] ?? message, field }));
}

/** Forced only when every manager that it concerns was named for this kind. */
export function decideConflict(
  kind: string,
  conflicts: readonly FieldConflict[],
  permissions: readonly ForcePermission[],
): ConflictDecision {
  const managers = [...new Set(conflicts.map(({ manager }) => manager))];
  const permitted = (manager: string) =>
    permissions.some((one) => one.kind === kind && one.manager === manager);
  const list = conflicts.map(({ manager, field }) => `${field} (${manager})`).join(', ');
  if (managers.length > 0 && managers.every(permitted)) {
    return { action: 'force', sentence: `taken over by permission: ${list}` };
  }
  const sentence = `others manage what the bundle sets: ${list}`;
  return { action: 'stop', conflicts, sentence };
}
