import { createAlarm, type MissingData } from './alarm.ts';
import { evaluateAlarm } from './evaluate-alarm.ts';

/** `X` breaches, `0` does not, `-` is missing; the oldest first, as CloudWatch's guide draws them. */
function verdictOn(drawing: string, missing: MissingData, needed: number): string {
  const alarm = createAlarm(
    {
      AlarmName: 'a',
      Namespace: 'n',
      MetricName: 'm',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: needed,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: missing,
    },
    'arn',
    0,
  );
  const values = { X: 1, '0': 0, '-': undefined };
  const datapoints = drawing
    .split(' ')
    .reverse()
    .map((mark, index) => ({
      startMilliseconds: index,
      value: values[mark as keyof typeof values],
    }));
  return evaluateAlarm(alarm, datapoints).state;
}

describe('evaluating an alarm, by the tables of the CloudWatch guide', () => {
  it.each([
    { data: '0 - X - X', missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' },
    { data: '- - - - 0', missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' },
    {
      data: '- - - - -',
      missing: 'INSUFFICIENT_DATA',
      ignore: 'retain',
      breaching: 'ALARM',
      notBreaching: 'OK',
    },
    {
      data: '0 X X - X',
      missing: 'ALARM',
      ignore: 'ALARM',
      breaching: 'ALARM',
      notBreaching: 'ALARM',
    },
    {
      data: '- - X - -',
      missing: 'ALARM',
      ignore: 'retain',
      breaching: 'ALARM',
      notBreaching: 'OK',
    },
  ])('three of three with $data', ({ data, ...expected }) => {
    const treatments = Object.keys(expected) as MissingData[];

    const verdicts = treatments.map((missing) => [missing, verdictOn(data, missing, 3)]);

    expect(Object.fromEntries(verdicts)).toEqual(expected);
  });

  it.each([
    {
      data: '0 - X - X',
      missing: 'ALARM',
      ignore: 'ALARM',
      breaching: 'ALARM',
      notBreaching: 'ALARM',
    },
    {
      data: '0 0 X 0 X',
      missing: 'ALARM',
      ignore: 'ALARM',
      breaching: 'ALARM',
      notBreaching: 'ALARM',
    },
    {
      data: '0 - X - -',
      missing: 'ALARM',
      ignore: 'retain',
      breaching: 'ALARM',
      notBreaching: 'OK',
    },
    { data: '- - - - 0', missing: 'OK', ignore: 'retain', breaching: 'ALARM', notBreaching: 'OK' },
  ])('two of three with $data', ({ data, ...expected }) => {
    const treatments = Object.keys(expected) as MissingData[];

    const verdicts = treatments.map((missing) => [missing, verdictOn(data, missing, 2)]);

    expect(Object.fromEntries(verdicts)).toEqual(expected);
  });
});
