import { DEMO_FAULTS, isDemoFault } from '../demo/demo-faults.ts';
import type { Speed } from '../demo/pace.ts';
import { demoDocument, renderReport, renderScene } from '../demo/render-demo.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { findPackage } from '../simulator/find-package.ts';
import {
  numberOption,
  textOption,
  usageError,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';

/** The whole then takes about half a minute. */
const SPEED_DEFAULT = 8;
const SPEED_MAX = 10_000;

const FAULT_LINES = Object.entries(DEMO_FAULTS).map(
  ([name, words]) => `  ${name.padEnd(16)}${words}`,
);

export const demo: CommandSpec = {
  usage: 'demo',
  summary: 'a simulated AWS in which signaling-primary dies and its backup takes over',
  details: [
    'The packaged functions act in a simulated AWS: the alarm fires by itself, SNS delivers it, the functions fail over. Nothing of yours is touched, no account is needed. Same seed, same story, at any speed. The exit code is that of the outcome.',
    '',
    'Faults:',
    ...FAULT_LINES,
  ].join('\n'),
  examples: [
    'understudy demo',
    'understudy demo --fault crash --speed max',
    'understudy demo --json',
  ],
  options: [
    { flags: '--seed <text>', description: 'another run of chance (default jupiter)' },
    { flags: '--fault <name>', description: 'what happens to the primary (default hang)' },
    {
      flags: '--speed <factor>',
      description: `times real time, or max (default ${SPEED_DEFAULT}; with --json max)`,
    },
  ],
  async act({ output, settings, real, signal }, input) {
    const fault = textOption(input, 'fault') ?? 'hang';
    const seed = textOption(input, 'seed') ?? 'jupiter';
    if (!isDemoFault(fault)) {
      const names = Object.keys(DEMO_FAULTS).join(', ');
      throw usageError(
        `--fault to be one of ${names}`,
        JSON.stringify(fault),
        'understudy demo --help',
      );
    }
    const speed = speedOf(input, output.json);
    output.line(output.paint.bold(`jupiter in a simulated AWS: ${DEMO_FAULTS[fault]}`));
    output.line(
      output.paint.dim(
        'Times are from the fault on. The functions are those that sls package made.',
      ),
    );
    output.line();
    output.progress('deploying, arming, and letting the world settle …');
    const { runDemo } = await import('../demo/run-demo.ts');
    const report = await runDemo({
      seed,
      fault,
      speed,
      real,
      signal,
      package: findPackage(settings),
      onScene: (scene, seconds) => renderScene(output, scene, seconds),
      ...(output.moves && {
        onSlice: (seconds) => output.progress(`+${seconds.toFixed(1)} s`.padStart(10)),
      }),
    });
    renderReport(output, report);
    output.data(demoDocument(report, { seed, fault }));
    return report.violations.length > 0
      ? OUTCOME_EXIT_CODES.failed
      : OUTCOME_EXIT_CODES[report.outcome.name];
  },
};

function speedOf(input: CommandInput, json: boolean): Speed {
  const text = textOption(input, 'speed');
  if (text === 'max' || (text === undefined && json)) return 'max';
  return numberOption(input, 'speed', { default: SPEED_DEFAULT, min: 0.1, max: SPEED_MAX });
}
