import { writeFileSync } from 'node:fs';
import { main } from '../../src/handler.ts';

/**
 * The function as Lambda runs it: a process whose environment is all that it is told. Arguments: the
 * event, the milliseconds that are left of it, and the file for its answer.
 */
const [, , event = '{}', left = '60000', answerFile = ''] = process.argv;
const begun = performance.now();

const answer = await main(JSON.parse(event), {
  awsRequestId: `door-${process.pid}`,
  getRemainingTimeInMillis: () => Number(left) - (performance.now() - begun),
});
writeFileSync(answerFile, JSON.stringify(answer));
