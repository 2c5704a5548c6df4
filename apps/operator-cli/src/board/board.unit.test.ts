import type { PlanRecord, PlanStepRecord } from '@understudy/leases';

import { createOutput } from '../output/output.ts';
import { boardOf, type BoardQuestion, type BoardStep } from './board-model.ts';
import { drawBoard } from './draw-board.ts';
import { createBoard } from './show-board.ts';

const MINUTE = 60_000;
const OPENED_AT = Date.UTC(2026, 10, 22, 3);

const STEPS: readonly BoardStep[] = [
  { name: 'outage', after: [], estimateMilliseconds: MINUTE },
  { name: 'infrastructure', after: ['outage'], estimateMilliseconds: 12 * MINUTE },
  { name: 'database', after: ['outage'], estimateMilliseconds: 6 * MINUTE },
  { name: 'applications', after: ['infrastructure', 'database'], estimateMilliseconds: 3 * MINUTE },
];

function step(changes: Partial<PlanStepRecord> = {}): PlanStepRecord {
  return {
    phase: 'started',
    startedAtMilliseconds: OPENED_AT + MINUTE,
    atMilliseconds: OPENED_AT + MINUTE,
    sentence: 'begun',
    ...changes,
  };
}

const OUTAGE_DONE = step({ phase: 'done', startedAtMilliseconds: OPENED_AT, sentence: 'lost' });

function question(record: Partial<PlanRecord>, more: Partial<BoardQuestion> = {}): BoardQuestion {
  return {
    steps: STEPS,
    record: { incidentId: 'dr-1', steps: {}, owed: {}, ...record },
    incidentId: 'dr-1',
    countsFromMilliseconds: OPENED_AT,
    timeline: [],
    nowMilliseconds: OPENED_AT + 4 * MINUTE,
    ...more,
  };
}

describe('the board', () => {
  it('shows what is done, what runs by its estimate, and what waits for what', () => {
    const { rows } = boardOf(question({ steps: { outage: OUTAGE_DONE, infrastructure: step() } }));

    expect(rows.map(({ name, state, words }) => [name, state, words])).toEqual([
      ['outage', 'done', 'lost'],
      ['infrastructure', 'running', 'begun'],
      ['database', 'waiting', 'its turn comes'],
      ['applications', 'waiting', 'after infrastructure, database'],
    ]);
    expect(rows[1]).toMatchObject({ elapsedMilliseconds: 3 * MINUTE, progress: 0.25 });
  });

  it('tells the last thing that a running step said', () => {
    const timeline = [
      { atMilliseconds: 1, step: 'infrastructure.apply', sentence: 'aws_eks_cluster.main: 3 min' },
      { atMilliseconds: 2, step: 'infrastructure-2', sentence: 'of another step' },
    ];
    const { rows } = boardOf(question({ steps: { infrastructure: step() } }, { timeline }));

    expect(rows[1]?.words).toBe('aws_eks_cluster.main: 3 min');
  });

  it('counts what is left along the longest way', () => {
    const running = { outage: OUTAGE_DONE, infrastructure: step() };

    expect(boardOf(question({ steps: running })).remainingMilliseconds).toBe((9 + 3) * MINUTE);
  });

  it('never says that a slow step is done', () => {
    const late = { nowMilliseconds: OPENED_AT + 60 * MINUTE };
    const { rows } = boardOf(question({ steps: { infrastructure: step() } }, late));

    expect(rows[1]?.progress).toBeLessThan(1);
  });

  it('takes nothing from the record of an earlier incident but what is owed', () => {
    const owed = {
      database: { region: 'us-east-1', epoch: 2, sinceMilliseconds: 0, why: 'silent' },
    };
    const board = boardOf(question({ incidentId: 'dr-0', steps: { outage: OUTAGE_DONE }, owed }));

    expect(board.rows[0]?.state).toBe('waiting');
    expect(board.owed).toEqual(['database in us-east-1: silent']);
  });
});

describe('its drawing', () => {
  const paint = createOutput({
    json: false,
    color: false,
    stdout: { write: () => true, isTTY: false, columns: 80 },
    stderr: { write: () => true, isTTY: false, columns: 80 },
  }).paint;

  it.each([12, 40, 60, 62, 80, 200])('fits into %d columns, whatever a step says', (columns) => {
    const hostile = step({ sentence: `\u001b[2J${'x'.repeat(500)}\n\n` });
    const lines = drawBoard(
      boardOf(question({ steps: { infrastructure: hostile } })),
      paint,
      columns,
    );

    expect(lines.join('')).not.toMatch(/[\u001b\n]/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('says when the run can no longer be taken back', () => {
    const passed = boardOf(question({ noReturnAtMilliseconds: OPENED_AT }));

    expect(drawBoard(passed, paint, 100).join('\n')).toContain('Past the point of no return.');
  });
});

describe('on a pipe', () => {
  it('writes each change once', () => {
    const lines: string[] = [];
    const stdout = { write: (text: string) => lines.push(text) > 0, isTTY: false, columns: 80 };
    const output = createOutput({ json: false, color: false, stdout, stderr: stdout });
    const board = createBoard(output, undefined);
    const running = boardOf(question({ steps: { outage: OUTAGE_DONE, infrastructure: step() } }));

    board.show(running);
    board.show(running);

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/\+4 min 00 s +outage +done +lost/);
  });
});
