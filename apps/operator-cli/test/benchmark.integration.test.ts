import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

interface Report {
  readonly seeds: number;
  readonly stories: number;
  readonly figures: readonly {
    readonly what: string;
    readonly value: string;
    readonly target?: string;
    readonly met?: boolean;
  }[];
}

const MAIN = path.resolve(__dirname, '../src/benchmark/main.ts');

/** Packaged functions and fresh processes take their time on a busy machine. */
const TIMEOUT_MS = 240_000;

async function benchmark(...options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('node', [MAIN, ...options]);
  return stdout;
}

describe('the benchmark', () => {
  it(
    'measures every figure, says of each target whether it is met, and finds no violation of ours',
    async () => {
      const report = JSON.parse(
        await benchmark(
          '--seeds',
          '3',
          '--stories',
          '6',
          '--regions',
          '1',
          '--deployer',
          '0',
          '--json',
        ),
      ) as Report;

      const values = new Map(report.figures.map(({ what, value }) => [what, value]));
      expect(report).toMatchObject({ seeds: 3, stories: 6 });
      expect([...values.keys()]).toEqual(
        expect.arrayContaining([
          'own share of a failover (from source), p50',
          'own share of a failover (from source), p99',
          'own share of a failover (packaged), p50',
          'requests: reads outside polls',
          'requests: checkpoints',
          'the run dies after the fence, until served again, p50, p99, max',
          'simulated incidents per second of one core',
          'instance-failover: zip, minified, load',
          'dr-orchestrator: zip, minified, load',
          'k8s-deployer: zip, minified, load',
          "region: RTO in the document's order",
          'region: RTO, cold, p50',
          'region: RTO, prepared in peace time, p50',
          'region: what the late promotion cost, p50, p99',
          'region: own share, cold, p50, p99',
          'downtime p50, p99, violations: Understudy',
          "downtime p50, p99, violations: the document's handler",
        ]),
      );
      expect([...values.values()].filter((value) => /NaN|Infinity/.test(value))).toEqual([]);
      for (const { target, met } of report.figures)
        expect(typeof met).toBe(target ? 'boolean' : 'undefined');
      expect(values.get("requests: changes of the user's resources")).toBe('4');
      expect(values.get('downtime p50, p99, violations: Understudy')).toMatch(/, 0$/);
    },
    TIMEOUT_MS,
  );

  it('says how it is used', async () => {
    expect(await benchmark('--help')).toMatch(/npm run benchmark -- \[--seeds N\]/);
  });
});
