import { ownerId } from '@understudy/leases';
import { TerminalError } from '@understudy/errors';

import { connect } from '../dependencies.ts';
import { formatTime } from '../output/seconds.ts';
import { argument, requiredText, YES_OPTION, type CommandSpec } from './command-spec.ts';
import { confirm } from './confirm.ts';

export const declareOver: CommandSpec = {
  usage: 'declare-over <service>',
  summary: "declares that the owner of a service's lease is over, when nothing can prove it",
  details:
    'For a laptop that was lost with its run, or an owner that cannot be asked. It may write nothing more; the next look takes the service up as soon as its last call can no longer arrive.',
  examples: ['understudy declare-over signaling --reason "the laptop of the run is off"'],
  options: [{ flags: '--reason <text>', description: 'how you know' }, YES_OPTION],
  asksAws: true,
  async act(context, input) {
    const service = argument(input, 0);
    const reason = requiredText(input, 'reason', 'how you know that it is over');
    const { store, clock, person } = await connect(context.settings);
    const key = `service#${service}` as const;
    const { lease } = await store.readService(key);
    if (!lease.owner) {
      throw new TerminalError(
        'Refused',
        `Expected an owner of the lease of ${service}, found it free. Next: understudy status ${service}`,
      );
    }
    await confirm(context, input, [
      `${service}: ${ownerId(lease.owner)} owns the lease in term ${lease.term}; its turn ends at ${formatTime(lease.turnDeadlineMilliseconds)}.`,
      'You declare that it is over. If it is not, its next change is refused and it ends.',
    ]);
    await store.declareOver(key, lease.term, { by: person, reason, atMilliseconds: clock.now() });
    context.output.line(
      `Declared over. The next look takes it up. Next: understudy status ${service}`,
    );
    context.output.data({ service, term: lease.term, owner: lease.owner });
    return 0;
  },
};
