// Checks the tracked files of the repository; prints each finding with its replacement.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { checkFiles } from './check-files.ts';

const HELP = `usage: scripts/check-repository [--json]

What a linter cannot hold, over all tracked files, each finding with what to do instead:
  files of at most 300 lines, kebab-case names, folders named after what they are for
  README.md (apps also DESIGN.md and functions.yml) in every project
  no leftover markers, focused tests, rules disabled without a reason, export *
  no registry hosts, absolute paths of a machine, or addresses of persons
  images by digest, nothing fetched unchecked into them, not run as root
  dependencies declared, used, pinned, and the same version everywhere

Exit code 0: nothing found; 1: findings; 2: usage.
`;

/** Binary files have no lines to check. */
const BINARY = /\.(?:png|jpg|ico|zip|gz|woff2?)$/;

const [option] = process.argv.slice(2);
if (option === '--help') {
  process.stdout.write(HELP);
} else if (option !== undefined && option !== '--json') {
  process.stderr.write(`expected --json or --help, found ${option}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  const paths = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      encoding: 'utf8',
    },
  );
  const files = paths
    .split('\0')
    .filter((path) => path !== '' && !BINARY.test(path) && existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  const findings = checkFiles(files);
  for (const { path, line, found, instead } of option === '--json' ? [] : findings) {
    process.stdout.write(
      `${path}${line === undefined ? '' : `:${line}`}: found ${found}; ${instead}\n`,
    );
  }
  if (option === '--json') process.stdout.write(`${JSON.stringify(findings)}\n`);
  else process.stdout.write(`${files.length} files, ${findings.length} findings\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
