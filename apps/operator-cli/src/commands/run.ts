import type { CommandSpec } from './command-spec.ts';
import { giveOrder, ORDER_OPTIONS, RUN_ORDER } from './orders.ts';

export const run: CommandSpec = {
  usage: 'run <service>',
  summary: 'a failover by hand, through the deployed functions or on this machine',
  details:
    'Refused while the side in charge is healthy, unless forced: a planned move is a switchover. Binds the side in charge and the epoch that it shows: a repeated order is refused.',
  examples: [
    'understudy run signaling',
    'understudy run signaling --force --reason "it answers, and wrongly"',
  ],
  options: ORDER_OPTIONS,
  asksAws: true,
  act: (context, input) => giveOrder(context, input, RUN_ORDER),
};
