import { readFailure } from '../objects/read-failure.ts';
import { decideConflict, readConflicts } from './judge-conflict.ts';

const conflict = (manager: string, field = '.spec.replicas') => ({ manager, field });

describe('a conflict with other managers', () => {
  it('is read from the words of the API', () => {
    const failure = readFailure({
      kind: 'Status',
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "release-tool" using apps/v1',
            field: '.spec.replicas',
          },
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "a \\"quoted\\" one"',
            field: '.data',
          },
          { reason: 'FieldManagerConflict', message: 'in other words', field: '.x' },
          { reason: 'FieldValueInvalid', message: 'conflict with "nobody"', field: '.y' },
        ],
      },
    });

    expect(readConflicts(failure)).toEqual([
      conflict('release-tool'),
      conflict('a \\"quoted\\" one', '.data'),
      conflict('in other words', '.x'),
    ]);
  });

  it.each([
    [
      'kind and manager are named',
      [conflict('tool')],
      [{ kind: 'Deployment', manager: 'tool' }],
      'force',
    ],
    [
      'all of its managers are named',
      [conflict('a'), conflict('b')],
      [
        { kind: 'Deployment', manager: 'a' },
        { kind: 'Deployment', manager: 'b' },
      ],
      'force',
    ],
    [
      'one of its managers is not named',
      [conflict('a'), conflict('b')],
      [{ kind: 'Deployment', manager: 'a' }],
      'stop',
    ],
    [
      'the manager is named for another kind',
      [conflict('tool')],
      [{ kind: 'Service', manager: 'tool' }],
      'stop',
    ],
    [
      'the manager begins alike',
      [conflict('tool-2')],
      [{ kind: 'Deployment', manager: 'tool' }],
      'stop',
    ],
    ['nothing is permitted', [conflict('tool')], [], 'stop'],
    ['nobody is named by the API', [], [{ kind: 'Deployment', manager: 'tool' }], 'stop'],
  ])('where %s', (_where, conflicts, permissions, action) => {
    const decision = decideConflict('Deployment', conflicts, permissions);

    expect(decision.action).toBe(action);
    for (const { manager } of conflicts) expect(decision.sentence).toContain(`(${manager})`);
  });
});
