import { finish, run, start, untilWritten, type Finished } from './command-line.ts';
import { onTerminal } from './pseudo-terminal.ts';

interface DemoAnswer {
  readonly outcome: { readonly name: string; readonly reason: string };
  readonly inCharge: { readonly role: string; readonly epoch: number };
  readonly downtimeSeconds: number;
  readonly time: {
    readonly trigger: string;
    readonly detectionSeconds: number;
    readonly awsSeconds: number;
    readonly confirmWindowSeconds: number;
    readonly ownShareSeconds: number;
  };
  readonly violations: readonly unknown[];
  readonly timeline: readonly {
    readonly seconds: number;
    readonly who: string;
    readonly sentence: string;
  }[];
}

/** What a new user is promised, once what it needs is here. */
const DEMO_SECONDS_MAX = 120;

/** Wider than any line, so that none is wrapped; and as narrow as half a window. */
const WIDE = { columns: 400, rows: 50 };
const NARROW = { columns: 50, rows: 20 };

describe('understudy demo', () => {
  let told: Promise<Finished> | undefined;

  /** One run for the tests that only read it. */
  function hang(): Promise<Finished> {
    return (told ??= run(['demo', '--speed', 'max', '--json']));
  }

  it('moves the service by an alarm that fires by itself, and accounts for every second', async () => {
    const { code, stdout } = await hang();

    const answer = JSON.parse(stdout) as DemoAnswer;
    const { time } = answer;
    expect({ code, outcome: answer.outcome.name, violations: answer.violations }).toEqual({
      code: 0,
      outcome: 'completed',
      violations: [],
    });
    expect(answer.inCharge).toMatchObject({ role: 'backup', epoch: 2 });
    expect(time.trigger).toContain('in ALARM');
    const whole =
      time.detectionSeconds + time.awsSeconds + time.confirmWindowSeconds + time.ownShareSeconds;
    expect(Math.abs(whole - answer.downtimeSeconds)).toBeLessThan(1);
    expect(time.ownShareSeconds).toBeGreaterThan(0);
    expect(time.ownShareSeconds).toBeLessThan(20);
  });

  it('tells the story in its order, from the alarm and its delivery to who is in charge', async () => {
    const { stdout } = await hang();

    const { timeline } = JSON.parse(stdout) as DemoAnswer;
    const turns = [
      /suffers: hang/,
      /goes from OK to ALARM/,
      /jupiter-failover-topic delivers to alarm-router/,
      /starts the durable workflow/,
      /left prod-signaling-tg/,
      /fence\.fenced/,
      /standby\.start/,
      /serve\.register/,
      /is healthy$/,
      /commit: The backup is in charge/,
    ].map((turn) => timeline.findIndex(({ sentence }) => turn.test(sentence)));
    expect(turns).not.toContain(-1);
    expect(turns).toEqual([...turns].sort((one, other) => one - other));
    const times = timeline.map(({ seconds }) => seconds);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it.each([
    { fault: 'terminate', reason: 'instance-terminated' },
    { fault: 'app-dead', reason: 'target-unhealthy' },
  ])('names $reason for $fault', async ({ fault, reason }) => {
    const { code, stdout } = await run(['demo', '--fault', fault, '--json']);

    const { outcome, violations } = JSON.parse(stdout) as DemoAnswer;
    expect({ code, outcome: outcome.name, reason: outcome.reason, violations }).toEqual({
      code: 0,
      outcome: 'completed',
      reason,
      violations: [],
    });
  });

  it('has the same numbers at any speed', async () => {
    const atOnce = await run(['demo', '--fault', 'crash', '--json']);
    const paced = await run(['demo', '--fault', 'crash', '--json', '--speed', '200']);

    const answer = JSON.parse(paced.stdout) as DemoAnswer;
    expect(answer).toEqual(JSON.parse(atOnce.stdout));
    expect(answer.outcome).toMatchObject({ name: 'completed', reason: 'instance-stopped' });
  });

  it('is plain on a pipe: no colours, no moving lines, the numbers at the end', async () => {
    const { code, stdout, stderr } = await run(['demo', '--fault', 'crash', '--speed', 'max']);

    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/\u001b|\r/);
    for (const words of [
      'in charge ',
      'downtime ',
      'our own share',
      '0 violations',
      'Where to look next',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  it(
    'moves on a terminal, and leaves there what a pipe gets, well within two minutes',
    async () => {
      const { code, seconds, written, terminal } = await onTerminal(['demo'], WIDE);
      const piped = await run(['demo', '--speed', 'max']);

      expect({ code, plain: terminal.lines().join('\n') }).toEqual({
        code: 0,
        plain: piped.stdout.trimEnd(),
      });
      // The moving line counts seconds between what happens, in colours.
      expect(written.match(/\r\u001b\[2K[^\r\n]*\+\d+\.\d s/g)?.length).toBeGreaterThan(20);
      expect(written).toContain('\u001b[32m');
      expect(seconds).toBeLessThan(DEMO_SECONDS_MAX);
    },
    2 * DEMO_SECONDS_MAX * 1_000,
  );

  it('ends with 130 on Ctrl-C, which leaves a terminal as it was', async () => {
    const { code, terminal } = await onTerminal(['demo', '--speed', '1'], NARROW, 'suffers: hang');

    expect(code).toBe(130);
    expect(terminal.lines().filter((line) => /^ *\+\d+\.\d s$/.test(line))).toEqual([]);
    // At most the terminal's own echo of what was typed stands there.
    expect([0, '^C'.length]).toContain(terminal.cursor.column);
    expect(terminal.cursor.isVisible).toBe(true);
  });

  it('ends with 130 when it is interrupted on a pipe', async () => {
    const child = start(['demo', '--speed', '1']);
    const ended = finish(child);
    await untilWritten(child, 'suffers: hang');

    child.kill('SIGINT');

    expect((await ended).code).toBe(130);
  });
});
