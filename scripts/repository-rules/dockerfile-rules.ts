import path from 'node:path';

import { findLines, type Finding, type TrackedFile } from './tracked-file.ts';

/** What an image is made of is pinned, what runs in it is nobody in particular. */
export function checkDockerfile(file: TrackedFile): readonly Finding[] {
  if (path.posix.basename(file.path) !== 'Dockerfile') return [];
  return [
    ...findLines(
      file,
      /^FROM (?!scratch\b)(?!\S+@(?:sha256:[0-9a-f]{64}|\$\{\w+_DIGEST\})(?:\s|$)).*/,
      'FROM an image by its digest (@sha256:… or @${…_DIGEST})',
    ),
    ...findLines(file, /(?:curl|wget)\b[^|]*\|.*\bsh\b/, 'ADD --checksum=sha256:…'),
    ...findLines(file, /^ADD (?!--checksum=sha256:).*/, 'COPY, or ADD --checksum=sha256:…'),
    ...findLines(file, /^COPY (?:--\S+ )*\.\/? .*/, 'COPY what is needed, by name'),
    ...findLines(file, /^(?:ENV|ARG) \w*(?:SECRET|PASSWORD|TOKEN)\w*[= ].+/, 'a secret mount'),
    ...checkUser(file),
  ];
}

function checkUser({ path: file, text }: TrackedFile): readonly Finding[] {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('FROM '));
  const user = lines.slice(last + 1).findLast((line) => line.startsWith('USER '));
  const name = user?.slice('USER '.length).trim() ?? '';
  if (name !== '' && !/^(?:root|0)(?::|$)/.test(name)) return [];
  return [
    { path: file, found: user ?? 'no USER', instead: 'USER of the last stage, and not root' },
  ];
}
