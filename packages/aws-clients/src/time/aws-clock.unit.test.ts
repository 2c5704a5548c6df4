import { createVirtualClock } from '@understudy/clock';
import { createEc2Client, createEc2Reads } from '../ec2/index.ts';
import { createFakeHandler, ec2Error, optionsFor } from '../../test/fake-handler.ts';
import { createAwsClock, observeDate } from './aws-clock.ts';

const NOW = Date.UTC(2026, 0, 1);

function header(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

describe('the clock of AWS', () => {
  it('is the machine’s until an answer says otherwise', () => {
    const clock = createAwsClock({ clock: createVirtualClock(NOW) });

    expect([clock.now(), clock.skewMilliseconds()]).toEqual([NOW, 0]);
  });

  it.each([
    ['ahead', 20_000],
    ['behind', -20_000],
  ])('follows AWS when the machine is %s', (_, skew) => {
    const machine = createVirtualClock(NOW);
    const clock = createAwsClock({ clock: machine });

    clock.learn(header(NOW - skew));

    expect(Math.abs(clock.now() - (NOW - skew))).toBeLessThanOrEqual(500);
  });

  it.each([31_000, -31_000, 3_600_000])('refuses to tell the time %i ms away from AWS', (skew) => {
    const clock = createAwsClock({ clock: createVirtualClock(NOW) });

    clock.learn(header(NOW + skew));

    expect(() => clock.now()).toThrow(expect.objectContaining({ code: 'ClockSkew' }));
  });

  it('tells the time again when the machine’s clock was set right', () => {
    const clock = createAwsClock({ clock: createVirtualClock(NOW) });
    clock.learn(header(NOW + 60_000));

    clock.learn(header(NOW));

    expect(clock.now()).toBe(NOW);
  });

  it('does not learn from what is no date', () => {
    const clock = createAwsClock({ clock: createVirtualClock(NOW) });

    clock.learn('yesterday, about noon');

    expect(clock.skewMilliseconds()).toBe(0);
  });

  it('learns from refusals too', async () => {
    const clock = createAwsClock({ clock: createVirtualClock(NOW) });
    const refusal = { ...ec2Error('UnauthorizedOperation', 403), date: header(NOW + 10_000) };
    const client = createEc2Client(optionsFor(createFakeHandler(refusal)), 'reads');
    observeDate(client, clock);

    await createEc2Reads({ client }).mayStart('i-1');

    expect(clock.skewMilliseconds()).toBe(10_500);
  });
});
