#!/usr/bin/env node
// Runs the sources as they are: Node 24 strips their types. An older Node hands over to the
// workspace's own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
const QUIET = '--disable-warning=ExperimentalWarning';
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const workspaceNode = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

if (major >= NODE_MAJOR_MIN && process.execArgv.includes(QUIET)) {
  await import(main);
} else {
  const node = major >= NODE_MAJOR_MIN ? process.execPath : workspaceNode;
  if (!existsSync(node)) {
    console.error(
      `Expected Node ${NODE_MAJOR_MIN} or newer, found ${process.versions.node}. ` +
        'Install the workspace (npm ci), which brings its own, or install Node 24.',
    );
    process.exit(64);
  }
  const child = spawn(node, [QUIET, main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; this one waits for what the other makes of it.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
