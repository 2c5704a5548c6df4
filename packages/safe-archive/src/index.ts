export { extractArchive } from './extract-archive.ts';
export type { ExtractedFile } from './extract-archive.ts';
export { judgeEntries } from './judge-entries.ts';
export type { ArchiveEntry, ArchiveLimits } from './judge-entries.ts';
export { readArchive } from './read-archive.ts';
export type { ArchiveSource } from './open-archive.ts';
