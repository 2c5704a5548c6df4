import { judgeTraffic, type TrafficQuestion } from './judge-traffic.ts';

const HOST = 'erp-dr-1.eu-west-1.elb.amazonaws.com';
const PRIMARY = { role: 'primary', target: 'erp-1.us-east-1.elb.amazonaws.com' } as const;
const CHECKED = { ...PRIMARY, healthCheckId: 'switch' };
const SECONDARY = { role: 'secondary', target: HOST } as const;

function judge(change: Partial<TrafficQuestion> = {}) {
  return judgeTraffic({
    name: 'erp.example.com',
    recoveryRegion: 'eu-west-1',
    records: [CHECKED, SECONDARY],
    balancers: [{ dnsName: HOST, state: 'active' }],
    ...change,
  });
}

function leadingTo(target: string): Partial<TrafficQuestion> {
  return { records: [CHECKED, { ...SECONDARY, target }] };
}

describe('where traffic goes once it is shifted', () => {
  it.each<[string, Partial<TrafficQuestion>]>([
    ['the balancer that its secondary names', {}],
    ['one that lost a zone', { balancers: [{ dnsName: HOST, state: 'active_impaired' }] }],
    ['its name for both kinds of addresses', leadingTo(`dualstack.${HOST.toUpperCase()}.`)],
  ])('is %s', (_what, change) => {
    expect(judge(change)).toMatchObject({ mark: 'verified', found: expect.stringContaining(HOST) });
  });

  it.each<[string, Partial<TrafficQuestion>, string]>([
    ['has no such records', { records: [] }, 'no failover record'],
    ['has a primary only', { records: [CHECKED] }, 'no secondary'],
    ['has a secondary only', { records: [SECONDARY] }, 'no primary with a health check'],
    ['never leaves its primary', { records: [PRIMARY, SECONDARY] }, 'never gives way'],
    ['leads to a balancer that nobody made', { balancers: [] }, 'no balancer in eu-west-1'],
    [
      'leads to a balancer of the lost region',
      leadingTo(PRIMARY.target),
      'no balancer in eu-west-1 has that name',
    ],
    [
      'leads to a balancer that is being made',
      { balancers: [{ dnsName: HOST, state: 'provisioning' }] },
      'which is provisioning',
    ],
    [
      'leads nowhere for one kind of addresses',
      { records: [CHECKED, SECONDARY, { ...SECONDARY, target: HOST.replace('-1', '-2') }] },
      'no balancer in eu-west-1',
    ],
  ])('is nowhere where a name %s', (_what, change, words) => {
    expect(judge(change)).toMatchObject({ mark: 'failed', found: expect.stringContaining(words) });
  });

  it('is not known where the secondary is no balancer', () => {
    expect(judge(leadingTo('d111.cloudfront.net'))).toMatchObject({
      mark: 'unverified',
      found: expect.stringContaining('which is no balancer of AWS'),
    });
  });
});
