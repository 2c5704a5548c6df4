/**
 * The smallest schedule that still fails: drops one event after the other, as long as what is left
 * fails, and then starts again, until none can be missed. Any schedule is a list of events.
 */
export async function shrink<Schedule extends { readonly events: readonly unknown[] }>(
  schedule: Schedule,
  fails: (candidate: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let smallest = schedule;
  for (let index = 0; index < smallest.events.length;) {
    const events = smallest.events.filter((_, position) => position !== index);
    const candidate = { ...smallest, events };
    if (await fails(candidate)) {
      smallest = candidate;
      index = 0;
    } else index++;
  }
  return smallest;
}
