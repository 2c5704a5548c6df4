import { chooseHost, type HostFacts } from './choose-host.ts';

const COLD: HostFacts = { said: 'by-need', hasTasks: true, clusterActive: false };

describe('where Terraform runs', () => {
  it.each<[string, Partial<HostFacts>, string, RegExp]>([
    ['a cold cluster', {}, 'fargate', /longer than 15 minutes/],
    ['a prepared one', { clusterActive: true }, 'lambda', /fits into 15 minutes/],
    ['a cold one without a network for tasks', { hasTasks: false }, 'lambda', /no place/],
    ['a cold one whose task died', { taskFailed: 'exit code 137' }, 'lambda', /exit code 137/],
    ['a plan that says lambda', { said: 'lambda' }, 'lambda', /plan says/],
    ['a plan that says fargate', { said: 'fargate', clusterActive: true }, 'fargate', /plan says/],
    ['fargate without a network', { said: 'fargate', hasTasks: false }, 'lambda', /no place/],
    ['fargate whose task died', { said: 'fargate', taskFailed: 'gone' }, 'lambda', /gone/],
  ])('for %s', (_what, change, host, words) => {
    const choice = chooseHost({ ...COLD, ...change });

    expect(choice.host).toBe(host);
    expect(choice.sentence).toMatch(words);
  });
});
