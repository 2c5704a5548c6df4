import { createVirtualClock } from '@understudy/clock';

import { createRandom } from '../kernel/random.ts';
import { createEnvironment } from './create-environment.ts';
import { createEnvironmentSubject as create, START } from './environment-subject.ts';

describe("an environment's time", () => {
  it.each([
    ['Date.now()', START],
    ['new Date().toISOString()', '2026-01-05T09:00:00.000Z'],
    ['new Date(0).toISOString()', '1970-01-01T00:00:00.000Z'],
    ['new Date() instanceof Date', true],
    ['new (class Day extends Date {})().getTime()', START],
    ['structuredClone(new Date()) instanceof Date', true],
    ['performance.now()', 0],
    ['require("node:perf_hooks").performance.now()', 0],
    ['process.uptime()', 0],
    ['globalThis.Date.now()', START],
  ])('%s is the world’s: %s', async (expression, expected) => {
    const subject = create(`exports.main = async () => ${expression};`);

    const value = await subject.invoke();

    expect(value).toBe(expected);
  });

  it.each([
    ['setTimeout', 'new Promise((resolve) => setTimeout(resolve, 5000))'],
    ['a promisified timer', 'require("util").promisify(setTimeout)(5000)'],
    ['node:timers/promises', 'require("node:timers/promises").setTimeout(5000)'],
    ['globalThis.setTimeout', 'new Promise((resolve) => globalThis.setTimeout(resolve, 5000))'],
    [
      'AbortSignal.timeout',
      'new Promise((resolve) => AbortSignal.timeout(5000).addEventListener("abort", resolve))',
    ],
  ])('%s waits on the virtual clock', async (_, wait) => {
    const subject = create(`exports.main = async () => { await ${wait}; return Date.now(); };`);

    const invoked = subject.invoke();
    await subject.clock.advanceTo(START + 5_000);

    await expect(invoked).resolves.toBe(START + 5_000);
  });

  it('intervals repeat until they are cleared', async () => {
    const subject = create(`
      exports.main = () => new Promise((resolve) => {
        let ticks = 0;
        const timer = setInterval(() => { if (++ticks === 3) { clearInterval(timer); resolve(ticks); } }, 1000);
      });`);

    const invoked = subject.invoke();
    await subject.clock.advanceTo(START + 10_000);

    await expect(invoked).resolves.toBe(3);
    expect(subject.clock.pending()).toBe(0);
  });
});

describe('what an environment keeps for itself', () => {
  it('has a module state of its own beside another one of the same code', async () => {
    const source = 'let count = 0; exports.main = async () => ++count;';
    const [one, other] = [create(source), create(source)];

    await one.invoke();
    const counts = [await one.invoke(), await other.invoke()];

    expect(counts).toEqual([2, 1]);
  });

  it('sees its own variables only', async () => {
    const subject = create('exports.main = async () => ({ ...process.env });');

    const variables = await subject.invoke();

    expect(variables).toEqual({ STAGE: 'dev' });
  });

  it('writes to its own log', async () => {
    const subject = create(`exports.main = async () => {
      console.info('started %d', 1);
      process.stderr.write('late\\n');
      require('console').error('failed');
    };`);

    await subject.invoke();

    expect(subject.output).toEqual(['stdout: started 1\n', 'stderr: late\n', 'stderr: failed\n']);
  });

  it('draws the same chance for the same seed', async () => {
    const source = `const { randomUUID, randomBytes } = require('node:crypto');
      exports.main = async () => [Math.random(), randomUUID(), randomBytes(4).toString('hex'), crypto.randomUUID()];`;

    const [one, same, other] = await Promise.all(
      ['a', 'a', 'b'].map((seed) => create(source, { seed }).invoke()),
    );

    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('hashes as ever', async () => {
    const subject = create(
      `exports.main = async () => require('crypto').createHash('md5').update('a').digest('hex');`,
    );

    const digest = await subject.invoke();

    expect(digest).toBe('0cc175b9c0f1b6a831c399e269772661');
  });
});

describe('what an environment may load', () => {
  it.each([
    [
      'a file of its package',
      `require('fs').readFileSync(__dirname + '/../config/dev.yml', 'utf8')`,
    ],
    [
      'the same by promise',
      `await require('fs/promises').readFile('/var/task/config/dev.yml', 'utf8')`,
    ],
    ['a module of its package', `require('./other').value`],
    ['JSON of its package', `require('./data.json').value`],
    ['a dynamic import', `(await import('./other.js')).value`],
  ])('reads %s', async (_, expression) => {
    const subject = create(`exports.main = async () => ${expression};`, {
      files: {
        'config/dev.yml': 'found',
        'src/other.js': "exports.value = 'found';",
        'src/data.json': '{"value":"found"}',
      },
    });

    const value = await subject.invoke();

    expect(value).toBe('found');
  });

  it.each([
    ["this machine's AWS configuration", `require('fs').readFileSync('/etc/aws/config')`, 'ENOENT'],
    ['a file that was not packaged', `require('fs').readFileSync('/var/task/absent')`, 'ENOENT'],
    ['a module that was not packaged', `require('absent')`, 'MODULE_NOT_FOUND'],
    [
      'a child process',
      `require('child_process').execSync('true')`,
      'ERR_SIMULATED_MODULE_REFUSED',
    ],
    ['a socket', `require('node:net').connect(80)`, 'ERR_SIMULATED_MODULE_REFUSED'],
    ['a look-up', `require('dns').lookup('localhost', () => {})`, 'ERR_SIMULATED_MODULE_REFUSED'],
    ['a fetch', `await fetch('http://localhost')`, 'SimulatedFetchRefused'],
  ])('refuses %s', async (_, expression, code) => {
    const subject = create(`exports.main = async () => ${expression};`);

    await expect(subject.invoke()).rejects.toMatchObject({ code });
  });

  it.each([
    ['no such module', 'src/absent.main', 'Runtime.ImportModuleError'],
    ['no such export', 'src/handler.absent', 'Runtime.HandlerNotFound'],
  ])('says that there is %s', (_, handler, code) => {
    const environment = createEnvironment({
      id: 'env-1',
      clock: createVirtualClock(START),
      random: createRandom('x'),
      files: new Map([['src/handler.js', Buffer.from('exports.main = () => {};')]]),
      handler,
      variables: {},
      httpModules: () => ({ http: {}, https: {} }),
      write: () => undefined,
      onCrash: () => undefined,
    });

    expect(() => environment.load()).toThrow(expect.objectContaining({ code }));
  });
});
