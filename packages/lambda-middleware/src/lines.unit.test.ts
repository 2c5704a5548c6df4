import { createLog } from './log.ts';
import { createMeter } from './meter.ts';

/** What was written to the standard output while `run` ran, each line as JSON. */
function linesOf(run: () => void): Record<string, unknown>[] {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    run();
  } finally {
    spy.mockRestore();
  }
  return written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
}

describe('the lines that CloudWatch reads', () => {
  it('carry message, level, service and fields', () => {
    const [line] = linesOf(() =>
      createLog('alarm-router')
        .with({ correlation_id: 'c-1' })
        .info('finished', { outcome: 'held' }),
    );

    expect(line).toMatchObject({
      level: 'INFO',
      message: 'finished',
      service: 'alarm-router',
      correlation_id: 'c-1',
      outcome: 'held',
    });
  });

  it.each(['password', 'clientSecret', 'Authorization', 'sessionToken'])('mask %s', (name) => {
    const lines = linesOf(() => createLog('cli').info('read', { nested: { [name]: 'hunter2' } }));

    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('count an outcome with its reason, and gauges apart from it', () => {
    const lines = linesOf(() =>
      createMeter('instance-failover').count({
        outcome: 'completed',
        reason: 'instance-stopped',
        durationSeconds: 42,
        openIncidents: 0,
      }),
    );

    expect(lines).toEqual([
      expect.objectContaining({
        service: 'instance-failover',
        outcome: 'completed',
        reason: 'instance-stopped',
        Outcome: 1,
        DurationSeconds: 42,
      }),
      expect.objectContaining({ service: 'instance-failover', OpenIncidents: 0 }),
    ]);
    expect(lines[0]?.['_aws']).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'Understudy', Dimensions: [['service', 'outcome']] }],
    });
    expect(Object.keys(lines[1] ?? {})).not.toContain('outcome');
  });
});
