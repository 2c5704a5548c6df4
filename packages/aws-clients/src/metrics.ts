import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { readInChunks, readPages } from './calls/pages.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { MetricPoint, MetricQuestion, MetricReads } from './region-ports.ts';

/** Queries in one request: below CloudWatch's 500, so that an answer comes on few pages. */
const QUERIES_PER_CALL = 50;

/** What CloudWatch has kept of metrics. A client of `createCloudWatchClient` asks. */
export function createMetricReads(outside: { readonly client: CloudWatchClient }): MetricReads {
  const { client } = outside;
  const call = callsOf('cloudwatch', client)('GetMetricData');

  return {
    async readMetrics(questions, options = {}) {
      const points = new Map<string, MetricPoint[]>();
      const indexes = questions.map((_, index) => String(index));
      await readInChunks(
        indexes,
        (chunk) =>
          readPages('cloudwatch:GetMetricData', async (next) => {
            const asked = chunk.flatMap((index) => questions[Number(index)] ?? []);
            const command = new GetMetricDataCommand({
              StartTime: new Date(Math.min(...asked.map((one) => one.fromMilliseconds))),
              EndTime: new Date(Math.max(...asked.map((one) => one.toMilliseconds))),
              ScanBy: 'TimestampDescending',
              MetricDataQueries: chunk.flatMap((index) => toQuery(index, questions)),
              ...(next ? { NextToken: next } : {}),
            });
            const answer = await sendRead(call, options, (sending) =>
              client.send(command, sending),
            );
            for (const result of answer.MetricDataResults ?? []) {
              const id = result.Id ?? '';
              const known = points.get(id) ?? [];
              points.set(id, [...known, ...toPoints(result.Timestamps, result.Values)]);
            }
            return { items: [], next: answer.NextToken };
          }),
        QUERIES_PER_CALL,
      );
      return questions.map((question, index) =>
        (points.get(idOf(String(index))) ?? []).filter(
          ({ atMilliseconds }) =>
            atMilliseconds >= question.fromMilliseconds && atMilliseconds < question.toMilliseconds,
        ),
      );
    },
  };
}

/** An id must begin with a small letter. */
function idOf(index: string): string {
  return `q${index}`;
}

function toQuery(index: string, questions: readonly MetricQuestion[]): MetricDataQuery[] {
  const question = questions[Number(index)];
  if (!question) return [];
  return [
    {
      Id: idOf(index),
      MetricStat: {
        Metric: {
          Namespace: question.namespace,
          MetricName: question.name,
          Dimensions: Object.entries(question.dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: question.periodSeconds,
        Stat: question.statistic,
      },
    },
  ];
}

function toPoints(
  timestamps: readonly Date[] | undefined,
  values: readonly number[] | undefined,
): MetricPoint[] {
  return (timestamps ?? []).flatMap((at, index) => {
    const value = values?.[index];
    return value === undefined ? [] : [{ atMilliseconds: at.getTime(), value }];
  });
}
