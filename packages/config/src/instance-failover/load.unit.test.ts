import { renderProblems } from '../problem.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import type { ConfigurationSource } from '../source.ts';
import { INSTANCE_FAILOVER_BINDINGS, loadInstanceFailover } from './load.ts';

function loadText(text: string, values: Record<string, string> = {}) {
  const sources: ConfigurationSource[] = [
    parseYaml('prod.yml', text),
    { kind: 'environment', values, bindings: INSTANCE_FAILOVER_BINDINGS },
  ];
  return loadInstanceFailover('prod', sources);
}

function configurationOf(text: string, values: Record<string, string> = {}) {
  const loaded = loadText(text, values);
  if (loaded.result === 'loaded') return loaded.configuration;
  throw new Error(renderProblems(loaded.problems));
}

function problemsOf(text: string, values: Record<string, string> = {}) {
  const loaded = loadText(text, values);
  return loaded.result === 'invalid' ? loaded.problems : [];
}

/** Design, section 7. */
const SIGNALING = {
  name: 'signaling',
  policy: 'exclusive',
  memberNames: { primary: 'signaling-primary', backup: 'signaling-backup' },
  targetGroups: ['prod-signaling-tg'],
  alarms: ['signaling-primary-health', 'signaling-service-health'],
  elasticIps: [],
  routes: [],
  dnsRecords: [],
  confirmWindow: { looks: 2, everySeconds: 10 },
  coolDownSeconds: 600,
  fence: { stopAgainAfterSeconds: 60, skipOsShutdownAfterSeconds: 120, giveUpAfterSeconds: 180 },
  startTimeoutSeconds: 300,
  capacity: { tries: 6, everySeconds: 20 },
  healthyTimeoutSeconds: 180,
  switchoverDrainSeconds: 30,
  autoScaled: false,
};

describe('the stage file of instance failover', () => {
  it.each([
    ['no file', []],
    ['an empty file', [parseYaml('prod.yml', '')]],
    ['a file of comments', [parseYaml('prod.yml', '# nothing yet\n')]],
  ])('means the document’s convention when there is %s', (_, sources) => {
    const loaded = loadInstanceFailover('prod', sources);

    const configuration = loaded.result === 'loaded' ? loaded.configuration : undefined;
    expect(configuration?.convention('signaling')).toEqual(SIGNALING);
    expect(configuration).toMatchObject({
      services: {},
      velocity: { services: 5, percent: 20, windowSeconds: 300, zoneServices: 50 },
      topics: [],
    });
  });

  it('means the convention for a service that is only named', () => {
    const { services } = configurationOf('services:\n  signaling:\n');

    expect(services).toEqual({ signaling: SIGNALING });
  });

  it('lets a service’s own word count before that for all, key by key', () => {
    const { services, convention } = configurationOf(`
defaults:
  coolDownMinutes: 20
  fence: { giveUpAfterSeconds: 300 }
services:
  jupiter:
    policy: warm
    coolDownMinutes: 0
    fence: { stopAgainAfterSeconds: 30 }
`);

    expect(services['jupiter']).toMatchObject({
      policy: 'warm',
      coolDownSeconds: 0,
      fence: {
        stopAgainAfterSeconds: 30,
        skipOsShutdownAfterSeconds: 120,
        giveUpAfterSeconds: 300,
      },
    });
    expect(convention('signaling').coolDownSeconds).toBe(1_200);
  });

  it('reads everything that a failover moves', () => {
    const { services } = configurationOf(`
services:
  konecta-erp:
    elasticIps: [eipalloc-0123456789abcdef0]
    routes: [{ routeTableId: rtb-0123456789abcdef0, destination: 10.1.0.0/16 }]
    dnsRecords:
      - zoneId: Z0123456789ABC
        name: erp.example.com
        type: A
        values: { primary: [10.0.0.1], backup: [10.0.0.2] }
    control: none
    quarantineSecurityGroup: sg-0123456789abcdef0
`);

    const service = services['konecta-erp'];
    expect(service?.dnsRecords[0]?.ttlSeconds).toBe(60);
    expect(service).not.toHaveProperty('control');
    expect(service).toMatchObject({
      elasticIps: ['eipalloc-0123456789abcdef0'],
      routes: [{ routeTableId: 'rtb-0123456789abcdef0', destination: '10.1.0.0/16' }],
      quarantineSecurityGroup: 'sg-0123456789abcdef0',
    });
  });

  it('tells every problem at once, each with its line', () => {
    const text = renderProblems(
      problemsOf(`services:
  signaling:
    polcy: warm
    coolDownMinutes: soon
  jupiter:
    policy: worm
    confirmWindow: { looks: 1 }
velocty: {}
`),
    );

    expect(text).toBe(
      [
        '5 problems in the configuration:',
        '  prod.yml:4: services.signaling.coolDownMinutes: expected a number, found "soon".',
        '  prod.yml:3: services.signaling.polcy: expected one of policy, primary, backup, ' +
          'targetGroups, elasticIps, routes, dnsRecords, alarms, control, autoScaled, ' +
          'confirmWindow, coolDownMinutes, fence, startTimeoutSeconds, capacity, ' +
          'healthyTimeoutSeconds, switchoverDrainSeconds, quarantineSecurityGroup, ' +
          'found "polcy". Did you mean policy?',
        '  prod.yml:6: services.jupiter.policy: expected one of exclusive, warm, found "worm". Did you mean warm?',
        '  prod.yml:7: services.jupiter.confirmWindow.looks: expected at least 2 ' +
          '(one look may catch a blip; more than six keep a dead service waiting), found 1.',
        '  prod.yml:8: velocty: expected one of $schema, defaults, services, velocity, topics, ' +
          'notificationTopic, found "velocty". Did you mean velocity?',
      ].join('\n'),
    );
  });

  it.each([
    ['fence: { skipOsShutdownAfterSeconds: 200 }', 'services.signaling.fence', '60, 200, 180'],
    ['primary: signaling-backup', 'services.signaling.backup', "which is signaling's primary"],
    ['control: not a name', 'services.signaling.control', '"not a name"'],
    ['coolDownMinutes: 1.5', 'services.signaling.coolDownMinutes', '1.5'],
    ['coolDownMinutes: .inf', 'services.signaling.coolDownMinutes', 'Infinity'],
    ['elasticIps: eipalloc-1', 'services.signaling.elasticIps', '"eipalloc-1"'],
    ['targetGroups: [🔥]', 'services.signaling.targetGroups.0', '"🔥"'],
    ['autoScaled: yes', 'services.signaling.autoScaled', '"yes"'],
  ])('refuses %s', (line, path, found) => {
    const problems = problemsOf(`services:\n  signaling:\n    ${line}\n`);

    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.found).toContain(found);
  });

  it.each(['🚒', 'a b', 'x'.repeat(64), '-a', 'ünder'])(
    'refuses %s as the name of a service',
    (name) => {
      const problems = problemsOf(`services:\n  "${name}": {}\n`);

      expect(problems.map(({ expected }) => expected)).toEqual([
        expect.stringContaining('a name of letters'),
      ]);
    },
  );

  it('refuses a member name that two services claim', () => {
    const [problem] = problemsOf('services:\n  a: {}\n  b: { primary: a-backup }\n');

    expect(problem).toMatchObject({ line: 3, found: "a-backup, which is a's backup" });
  });

  it('says once what the defaults get wrong for all', () => {
    const problems = problemsOf(
      'defaults: { fence: { giveUpAfterSeconds: 90 } }\nservices: { a: {}, b: {} }',
    );

    expect(problems.map(({ path }) => path)).toEqual(['defaults.fence']);
  });

  it('takes from the environment what the file leaves out', () => {
    const values = { UNDERSTUDY_TOPICS: 'alarms, more-alarms', UNDERSTUDY_NOTIFICATION_TOPIC: '' };

    const configuration = configurationOf('', values);

    expect(configuration.topics).toEqual(['alarms', 'more-alarms']);
    expect(configuration).not.toHaveProperty('notificationTopic');
  });

  it('names both when file and environment disagree', () => {
    const problems = problemsOf('topics: [alarms]\n', { UNDERSTUDY_TOPICS: 'other' });

    expect(renderProblems(problems)).toContain(
      'prod.yml:1: topics: expected the same as the environment variable UNDERSTUDY_TOPICS ("other"), found "alarms"',
    );
  });

  it('names the variable when what it says is wrong', () => {
    const [problem] = problemsOf('', { UNDERSTUDY_NOTIFICATION_TOPIC: 'not a topic' });

    expect(problem).toMatchObject({
      source: 'environment variable UNDERSTUDY_NOTIFICATION_TOPIC',
      found: '"not a topic"',
    });
  });
});
