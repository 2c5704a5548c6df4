import type { EnvironmentDoor } from './create-environment.ts';
import {
  createEnvironmentSubject as create,
  START,
  type EnvironmentSubject,
} from './environment-subject.ts';

/** Settles what is due without letting time pass. */
function settle({ clock }: EnvironmentSubject): Promise<void> {
  return clock.advanceTo(clock.now());
}

describe('freezing, thawing and killing', () => {
  const ticking = `
    let ticks = 0;
    exports.ticks = () => ticks;
    exports.main = async () => { setTimeout(() => console.log('late'), 1000); return 'done'; };`;

  it('runs no timer while it is frozen, and the late one at the thaw', async () => {
    const subject = create(ticking);

    await subject.invoke();
    subject.environment.freeze();
    await subject.clock.advanceTo(START + 3_600_000);
    const whileFrozen = [...subject.output];
    subject.environment.thaw();
    await settle(subject);

    expect(whileFrozen).toEqual([]);
    expect(subject.output).toEqual(['stdout: late\n']);
  });

  it('runs nothing after it was killed', async () => {
    const subject = create(ticking);

    await subject.invoke();
    subject.environment.kill();
    subject.environment.thaw();
    await subject.clock.advanceTo(START + 3_600_000);

    expect(subject.output).toEqual([]);
  });

  it('freezes between a call and its answer', async () => {
    const answers: (() => void)[] = [];
    const http = ({ gate }: EnvironmentDoor) => ({
      call: () => new Promise<void>((resolve) => answers.push(() => gate.pass(resolve))),
    });
    const subject = create(
      `exports.main = async () => { await require('http').call(); console.log('answered'); };`,
      { http },
    );

    const invoked = subject.invoke();
    await settle(subject);
    subject.environment.freeze();
    answers[0]?.();
    await settle(subject);
    const whileFrozen = [...subject.output];
    subject.environment.thaw();
    await invoked;

    expect(whileFrozen).toEqual([]);
    expect(subject.output).toEqual(['stdout: answered\n']);
  });

  it('keeps whose code it is through timers and awaits', async () => {
    const origins: unknown[] = [];
    const http = ({ origin }: EnvironmentDoor) => ({ call: () => origins.push(origin()) });
    const subject = create(
      `exports.main = async (delay) => { setTimeout(() => require('http').call(), delay); };`,
      { http },
    );

    await subject.environment.invoke(
      2_000,
      {},
      { invocationId: 'first', executionArn: 'arn:first' },
    );
    await subject.environment.invoke(1_000, {}, { invocationId: 'second' });
    await subject.clock.advanceTo(START + 5_000);

    expect(origins).toEqual([
      { invocationId: 'second' },
      { invocationId: 'first', executionArn: 'arn:first' },
    ]);
  });

  it.each([
    ['an exception that nobody caught', `setTimeout(() => { throw new Error('lost'); }, 10);`],
    ['process.exit', `setTimeout(() => process.exit(1), 10);`],
  ])('reports %s as a crash', async (_, statement) => {
    const subject = create(`exports.main = async () => { ${statement} };`);

    await subject.invoke();
    await subject.clock.advanceTo(START + 10);

    expect(subject.crashes).toHaveLength(1);
  });
});
