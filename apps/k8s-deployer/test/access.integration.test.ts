import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createScaledClock, systemClock } from '@understudy/clock';

import type { TokenSource } from '../src/access/token-source.ts';
import { interruptApi, startControlPlane } from './control-plane/control-plane.ts';
import { CONFIG, deployment, SERVICE } from './control-plane/manifests.ts';
import { createScene, fixedToken } from './control-plane/scene.ts';

const controlPlane = startControlPlane();
const DEPLOYER = 'understudy-deployer';
const describeReal = controlPlane ? describe : describe.skip;

describeReal('access to the real Kubernetes API', () => {
  const real = () => controlPlane as NonNullable<typeof controlPlane>;
  const files = { 'a.yaml': [deployment(), SERVICE, CONFIG].join('---') };

  it('renews an expired token once, and goes on', async () => {
    let renewed = 0;
    const token: TokenSource = {
      read: async () => (renewed > 0 ? real().adminToken : 'expired'),
      renew: async () => {
        renewed += 1;
        return real().adminToken;
      },
    };

    const result = await createScene({ controlPlane: real(), token }).ask('apply', files);

    expect(result.outcome).toBe('applied');
    // Requests that were under way at once may each have met the old one.
    expect(renewed).toBeGreaterThan(0);
  });

  it('says it when a fresh token is not taken either, and what to do', async () => {
    let renewed = 0;
    const token: TokenSource = {
      read: async () => 'expired',
      renew: async () => {
        renewed += 1;
        return 'strange';
      },
    };

    const { ask } = createScene({ controlPlane: real(), token });
    const result = await ask('status', files);

    expect(result).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringMatching(/refuses a fresh token.*create-access-entry/),
    });
    expect(renewed).toBe(1);
  });

  it('names the right that is missing', async () => {
    const token = fixedToken(real().deployerToken);

    const result = await createScene({ controlPlane: real(), token }).ask('apply', files);

    expect(result.outcome).toBe('refused');
    expect(result.sentence).toMatch(/understudy-deployer.*cannot (get|list) resource/);
  });

  it('is enough when it is given for one name space', async () => {
    const { ask, namespace, kubectl } = createScene({
      controlPlane: real(),
      token: fixedToken(real().deployerToken),
    });
    kubectl('create', 'namespace', namespace);
    kubectl('create', 'rolebinding', 'deployer', '--clusterrole=admin', `--user=${DEPLOYER}`);
    kubectl(
      'create',
      'clusterrole',
      `${namespace}-names`,
      '--verb=get,patch',
      '--resource=namespaces',
    );
    kubectl(
      'create',
      'clusterrolebinding',
      namespace,
      `--clusterrole=${namespace}-names`,
      `--user=${DEPLOYER}`,
    );

    // The server's authoriser follows its writes, a little later.
    for (const right of ['patch deployments', `patch namespaces/${namespace}`]) {
      await untilAllowed(() => kubectl('auth', 'can-i', ...right.split(' '), `--as=${DEPLOYER}`));
    }

    const applied = await ask('apply', files);
    const elsewhere = await ask(
      'apply',
      { 'a.yaml': CONFIG.replace('settings', 'settings, namespace: default') },
      { allowedNamespaces: ['default'] },
    );

    expect(applied.outcome).toBe('applied');
    expect(elsewhere).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('namespace "default"'),
    });
  });

  it('is not given to an endpoint that shows another certificate', async () => {
    const certificateAuthority = Buffer.from(OTHER_AUTHORITY).toString('base64');

    const { ask } = createScene({ controlPlane: { ...real(), certificateAuthority } });
    const result = await ask('status', files);

    expect(result).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining("certificate of the cluster's own authority"),
    });
  });

  it('is never tried without encryption', async () => {
    const heard: string[] = [];
    const server = await listen((authorization) => void heard.push(authorization));
    const { port } = server.address() as AddressInfo;

    const { ask } = createScene({ controlPlane: { ...real(), url: `http://127.0.0.1:${port}` } });
    const result = await ask('status', files).catch((error: unknown) => String(error));
    server.close();

    expect(heard).toEqual([]);
    expect(JSON.stringify(result)).toContain('https');
  });

  it('goes on when the API server is restarted in the middle', async () => {
    let sent = 0;
    let away: Promise<void> | undefined;
    const watch = () => {
      sent += 1;
      if (sent === 20) away = interruptApi(1);
    };
    const scene = createScene({ controlPlane: real(), watch });
    const count = 400;
    const many = Array.from({ length: count }, (_, index) =>
      CONFIG.replace('settings', `settings-${index}`),
    );

    const result = await scene.ask('apply', { 'a.yaml': [...many, deployment()].join('---') });
    await away;
    const ended = await scene.wait({ 'a.yaml': deployment() });

    expect(result).toMatchObject({ outcome: 'applied', findings: [] });
    expect(result.objects).toHaveLength(count + 2);
    // It did meet the gap: some requests were sent again.
    const sentOnce = new Set(scene.requests.map(({ method, path }) => `${method} ${path}`));
    expect(scene.requests.length).toBeGreaterThan(sentOnce.size + 2);
    expect(ended.outcome).toBe('ready');
  });

  it('that is not to be had now is said as such, to be asked for again', async () => {
    const clock = createScaledClock({ speed: 20, startMilliseconds: systemClock.now() });
    const { ask } = createScene({ controlPlane: { ...real(), url: 'https://127.0.0.1:1' }, clock });

    const result = await ask('status', files);

    expect(result).toMatchObject({ outcome: 'unreachable', next: 'Ask again.' });
  });
});

describeReal('the check of access on the real Kubernetes API', () => {
  const real = () => controlPlane as NonNullable<typeof controlPlane>;

  it('names who we are and every right, and changes nothing', async () => {
    const { ask, requests } = createScene({ controlPlane: real() });

    const result = await ask('check', {});

    expect(result.outcome).toBe('checked');
    expect(result.findings.every(({ mark }) => mark === 'verified')).toBe(true);
    expect(result.findings[0]?.words).toContain('knows us as admin');
    const writes = requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(writes.every((path) => /selfsubject(access)?reviews$/.test(path))).toBe(true);
  });

  it('finds the rights that are missing', async () => {
    const token = fixedToken(real().deployerToken);

    const { findings } = await createScene({ controlPlane: real(), token }).ask('check', {});

    expect(findings.filter(({ mark }) => mark === 'failed').map(({ check }) => check)).toContain(
      'right to patch deployments',
    );
  });

  it('gives the command that lets our role in', async () => {
    const { ask } = createScene({ controlPlane: real(), token: fixedToken('strange') });

    const { outcome, findings } = await ask('check', {});

    expect(outcome).toBe('checked');
    expect(findings).toMatchObject([
      {
        mark: 'failed',
        repair: expect.stringContaining('aws eks create-access-entry --region eu-west-1'),
      },
    ]);
  });

  it('says of a cluster that is not there that it cannot be checked yet', async () => {
    const { ask } = createScene({ controlPlane: real(), cluster: 'absent' });

    const { findings } = await ask('check', {});

    expect(findings).toMatchObject([
      { mark: 'unverified', words: expect.stringContaining('found none') },
    ]);
  });
});

/** `kubectl auth can-i` says no by its exit code. */
async function untilAllowed(ask: () => string): Promise<void> {
  for (let left = 100; ; left -= 1) {
    try {
      return void ask();
    } catch (refused) {
      if (left === 0) throw refused;
      await systemClock.sleep(100);
    }
  }
}

function listen(hear: (authorization: string) => void): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      hear(request.headers.authorization ?? '');
      response.end('{}');
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** A certificate authority that signed nothing here. */
const OTHER_AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIUfaRuREshoO8m/QMGO8+JC1rz+mkwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRYW5vdGhlci1hdXRob3JpdHkwIBcNMjYxMTIyMTIwMjI4WhgP
MjEyNjEwMjkxMjAyMjhaMBwxGjAYBgNVBAMMEWFub3RoZXItYXV0aG9yaXR5MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKRT6TpYS0lsAKEYSyyogXWbaIHwE7A0M
0+a2D8RudbADWH/YshOcmhCC/kQqLRKI9KvUTQWqDtsR3IfBZjeTkqNTMFEwHQYD
VR0OBBYEFJGGQW2ov+N3782+9NPnd0ESNvpQMB8GA1UdIwQYMBaAFJGGQW2ov+N3
782+9NPnd0ESNvpQMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
Igt9IZzPqnFO9UzGZlKNIYTiIfW2elyHA7IWPN2L66UCIE9Q/QES/1oblGIkWdvl
bJ7CwuW74h5lVdXxUcd3S5Es
-----END CERTIFICATE-----
`;
