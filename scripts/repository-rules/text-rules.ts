import { findLines, isSource, type Finding, type TrackedFile } from './tracked-file.ts';

/** A file longer than this holds more than one thought. */
const LINES_MAX = 300;

export function checkLength({ path, text }: TrackedFile): readonly Finding[] {
  const lines = text.split('\n').length - 1;
  if (!isSource(path) || lines <= LINES_MAX) return [];
  const instead = `at most ${LINES_MAX}: one file for each verb of the story`;
  return [{ path, found: `${lines} lines`, instead }];
}

/** Markers are written in two parts here, so that this file does not find itself. */
const LEFT_OVER = new RegExp(
  `\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`,
);

export function checkMarkers(file: TrackedFile): readonly Finding[] {
  if (file.path === 'package-lock.json') return [];
  return findLines(file, LEFT_OVER, 'do it now, or open an issue');
}

const FOCUSED =
  /\b(?:describe|it|test)\.(?:only|skip|todo)(?:\.each)?\(|\b(?:fit|fdescribe|xit|xdescribe)\(/;

export function checkFocusedTests(file: TrackedFile): readonly Finding[] {
  if (!/\.test\.ts$/.test(file.path) || file.path.startsWith('scripts/repository-rules/'))
    return [];
  return findLines(
    file,
    FOCUSED,
    'run every test; skip by a condition that permitted-skips.json names',
  );
}

const DISABLED = /eslint-disable(?:-next-line|-line)?.*/;

/** The reason stands behind the rule, or in a comment above. */
export function checkDisabledRules(file: TrackedFile): readonly Finding[] {
  if (!isSource(file.path) || file.path.startsWith('scripts/repository-rules/')) return [];
  const lines = file.text.split('\n');
  const found = findLines(file, DISABLED, 'say why behind the rule (-- the reason) or above it');
  return found.filter(
    ({ found: text, line = 1 }) =>
      !/ -- \S/.test(text) && !/^\s*(?:\/\/|\*) \S/.test(lines[line - 2] ?? ''),
  );
}

export function checkStarExports(file: TrackedFile): readonly Finding[] {
  if (!isSource(file.path)) return [];
  return findLines(file, /^export \*.*/, 'list the exports by name');
}

/** No registry's host, and absolute paths of no machine. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/"resolved": "https?:\/\/[^"]+"/, 'a lock without addresses (.npmrc says so)'],
  [/^registry\s*=.*/, 'leave the registry to the machine'],
  [/(?<![\w.])\/(?:home|root|Users)\/[\w-]+/, 'a path relative to the repository'],
  [
    /[\w.+-]+@(?!example\.|understudy)[\w-]+\.(?:com|org|net|io)\b/,
    'a role, or someone@example.com',
  ],
];

export function checkMachines(file: TrackedFile): readonly Finding[] {
  return FOREIGN.flatMap(([pattern, instead]) => findLines(file, pattern, instead));
}
