import { finish, run, start, untilWritten, type Finished } from './command-line.ts';

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

  it('ends with 130 on Ctrl-C', async () => {
    const child = start(['demo', '--speed', '1']);
    const ended = finish(child);
    await untilWritten(child, 'suffers: hang');

    child.kill('SIGINT');

    expect((await ended).code).toBe(130);
  });
});
