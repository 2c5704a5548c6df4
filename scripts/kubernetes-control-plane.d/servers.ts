// What each program of the control plane is started with. All of it on loopback.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { ProgramName } from './binaries.ts';

export interface Ports {
  readonly etcd: number;
  readonly etcdPeers: number;
  readonly api: number;
}

/** What a client needs, and the files that the servers share. */
export interface Files {
  readonly url: string;
  readonly certificateAuthority: string;
  readonly kubeconfig: string;
  /** Of `system:masters`: may do all. */
  readonly adminToken: string;
  /** Of the user `understudy-deployer`, who may do what the test gives it: nothing at first. */
  readonly deployerToken: string;
}

export interface Server {
  readonly name: ProgramName;
  readonly arguments: readonly string[];
}

/** Free at the moment of asking; a start that fails asks again. */
export async function choosePorts(): Promise<Ports> {
  const servers = await Promise.all([listen(), listen(), listen()]);
  const [etcd = 0, etcdPeers = 0, api = 0] = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return { etcd, etcdPeers, api };
}

function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) });
    });
  });
}

export function writeFiles(
  directory: string,
  ports: Ports,
  tokenWebhook: string | undefined,
): Files {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const url = `https://127.0.0.1:${ports.api}`;
  const certificateAuthority = path.join(directory, 'certificates', 'apiserver.crt');
  const adminToken = randomBytes(24).toString('hex');
  const deployerToken = randomBytes(24).toString('hex');
  const write = (name: string, text: string) =>
    writeFileSync(path.join(directory, name), text, { mode: 0o600 });
  write(
    'tokens.csv',
    `${adminToken},admin,admin,system:masters\n${deployerToken},understudy-deployer,understudy-deployer\n`,
  );
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  write('service-accounts.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  write('kubeconfig', kubeconfig(url, certificateAuthority, adminToken));
  if (tokenWebhook) write('token-webhook', kubeconfig(tokenWebhook));
  return {
    url,
    certificateAuthority,
    kubeconfig: path.join(directory, 'kubeconfig'),
    adminToken,
    deployerToken,
  };
}

/** JSON is YAML. */
function kubeconfig(server: string, certificateAuthority?: string, token?: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'understudy',
        cluster: {
          server,
          ...(certificateAuthority ? { 'certificate-authority': certificateAuthority } : {}),
        },
      },
    ],
    users: [{ name: 'user', user: token ? { token } : {} }],
    contexts: [{ name: 'understudy', context: { cluster: 'understudy', user: 'user' } }],
    'current-context': 'understudy',
  });
}

export function etcdServer(directory: string, ports: Ports): Server {
  const clients = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeers}`;
  return {
    name: 'etcd',
    arguments: [
      `--data-dir=${path.join(directory, 'etcd')}`,
      '--unsafe-no-fsync',
      '--log-level=error',
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
    ],
  };
}

export function apiServer(directory: string, ports: Ports, tokenWebhook: boolean): Server {
  const key = path.join(directory, 'service-accounts.key');
  return {
    name: 'kube-apiserver',
    arguments: [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      '--endpoint-reconciler-type=none',
      `--cert-dir=${path.join(directory, 'certificates')}`,
      '--service-account-issuer=https://understudy.invalid',
      `--service-account-signing-key-file=${key}`,
      `--service-account-key-file=${key}`,
      `--token-auth-file=${path.join(directory, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--disable-admission-plugins=ServiceAccount',
      ...(tokenWebhook
        ? [
            `--authentication-token-webhook-config-file=${path.join(directory, 'token-webhook')}`,
            '--authentication-token-webhook-version=v1',
            // A token that expired must be seen to be, within a test's patience.
            '--authentication-token-webhook-cache-ttl=1s',
          ]
        : []),
    ],
  };
}

/** What needs the API to be there. */
export function otherServers(directory: string): readonly Server[] {
  const access = `--kubeconfig=${path.join(directory, 'kubeconfig')}`;
  return [
    {
      name: 'kube-controller-manager',
      arguments: [
        access,
        '--leader-elect=false',
        '--secure-port=0',
        '--concurrent-deployment-syncs=2',
      ],
    },
    { name: 'kube-scheduler', arguments: [access, '--leader-elect=false', '--secure-port=0'] },
    {
      name: 'kwok',
      arguments: [
        access,
        '--manage-all-nodes=true',
        `--config=${path.join(import.meta.dirname, 'pod-stages.yml')}`,
      ],
    },
  ];
}
