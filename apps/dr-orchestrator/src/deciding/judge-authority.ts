import type { PlanRecord, ServiceRecord } from '@understudy/leases';

import { guardedEpoch } from './decide-guard.ts';

/** What one copy of the functions knows of who is in charge of a plan. */
export interface AuthorityQuestion {
  readonly plan: {
    readonly name: string;
    readonly regions: { readonly primary: string; readonly recovery: string };
  };
  /** Where this copy runs. */
  readonly region: string;
  /** What its own table says. */
  readonly own: Pick<ServiceRecord, 'state' | 'surrendered'>;
  /** What the table of the plan's home says; only asked by copies elsewhere. */
  readonly home?:
    | {
        readonly read: true;
        readonly record: Pick<ServiceRecord, 'state' | 'openIncident' | 'lease'>;
        readonly plan: Pick<PlanRecord, 'noReturnAtMilliseconds' | 'incidentId'>;
      }
    | { readonly read: false; readonly why: string };
}

export interface AuthorityJudgement {
  /** Whether this copy may run the plan, by itself or at a person's word. */
  readonly mayRun: boolean;
  readonly reason:
    'home' | 'home-surrendered' | 'elsewhere' | 'elsewhere-surrendered' | 'elsewhere-unread';
  readonly sentence: string;
  readonly activeRegion?: string;
  readonly epoch?: number;
  /** The epoch that this region must surrender at: a home that is in charge is ahead of it. */
  readonly adopt?: { readonly epoch: number; readonly term: number };
}

/**
 * One direction, one home: a plan runs in its recovery region only, and that region's table is the
 * truth. A copy elsewhere refuses, names the right one, and adopts what it reads there: a region
 * that comes back learns in its first minute that it is not in charge.
 */
export function judgeAuthority(question: AuthorityQuestion): AuthorityJudgement {
  const { plan, region, own } = question;
  const { primary, recovery } = plan.regions;
  if (region === recovery) {
    const epoch = own.state?.epoch ?? 0;
    const activeRegion = own.state?.active === 'backup' ? recovery : primary;
    if (own.surrendered) {
      const sentence = `${recovery} surrendered ${plan.name} to ${own.surrendered.toRegion} at epoch ${own.surrendered.epoch}.`;
      return { mayRun: false, reason: 'home-surrendered', sentence };
    }
    const sentence = `${recovery} is the home of ${plan.name}; ${activeRegion} is in charge at epoch ${epoch}.`;
    return { mayRun: true, reason: 'home', sentence, activeRegion, epoch };
  }
  return elsewhere(question);
}

function elsewhere({ plan, own, home }: AuthorityQuestion): AuthorityJudgement {
  const { recovery } = plan.regions;
  const refused = `${plan.name} is run in ${recovery} only`;
  const marked = own.surrendered?.epoch ?? -1;
  if (!home?.read) {
    const why = home ? home.why : 'it was not asked';
    const sentence = `${refused}, and ${recovery} could not be read (${why}): nothing is done here.`;
    return { mayRun: false, reason: 'elsewhere-unread', sentence };
  }
  const { record } = home;
  const epoch = guardedEpoch(record.state, home.plan, record.openIncident?.id);
  if (epoch === undefined) {
    return { mayRun: false, reason: 'elsewhere', sentence: `${refused}: ask there.` };
  }
  const sentence = `${refused}: it is in charge there at epoch ${epoch}, and this region surrendered.`;
  return {
    mayRun: false,
    reason: 'elsewhere-surrendered',
    sentence,
    activeRegion: recovery,
    epoch,
    ...(marked >= epoch ? {} : { adopt: { epoch, term: record.lease.term } }),
  };
}
