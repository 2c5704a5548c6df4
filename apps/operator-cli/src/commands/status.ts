import type { Incident, ServiceRecord } from '@understudy/leases';

import { connect } from '../dependencies.ts';
import { formatTime } from '../output/seconds.ts';
import { isPlanTarget } from '../region/plan-world.ts';
import { statusOfPlan } from '../region/status-plan.ts';
import { lastOfNote, renderService, serviceName } from '../telling/describe-service.ts';
import { argument, type CommandSpec } from './command-spec.ts';
import { serviceUnknown } from './known-services.ts';

export const status: CommandSpec = {
  usage: 'status [service]',
  summary: 'who is in charge of each service, and what is under way',
  details:
    'What the table says, read strongly consistent: side in charge, epoch, arming, lease, members, open and last incident. `dr` shows the recovery plan: the region in charge, what its observers see, what of the fence is owed.',
  examples: ['understudy status', 'understudy status signaling --json', 'understudy status dr'],
  asksAws: true,
  async act(context, input) {
    const { settings, output } = context;
    if (isPlanTarget(argument(input, 0))) return statusOfPlan(context);
    const { store, clock } = await connect(settings);
    const asked = argument(input, 0);
    const records = await store.listServices();
    const shown = asked ? records.filter((record) => serviceName(record) === asked) : records;
    if (asked && shown.length === 0) throw serviceUnknown(asked, records.map(serviceName));
    const all = await Promise.all(
      shown.map(async (record) => {
        const last = await lastOfNote(store, record.key);
        return { record, last };
      }),
    );
    const now = clock.now();
    if (all.length === 0) {
      output.line(
        'No service is known yet. The reconciler finds services by the tag understudy:managed = true.',
      );
      output.line('Next: understudy arm --all --reason "…"');
    }
    for (const one of all) renderService(output, one, now);
    output.data({
      atMilliseconds: now,
      at: formatTime(now),
      services: all.map(({ record, last }) => documentOf(record, last)),
    });
    return 0;
  },
};

function documentOf(record: ServiceRecord, last: Incident | undefined): unknown {
  return { service: serviceName(record), ...record, ...(last ? { lastIncident: last } : {}) };
}
