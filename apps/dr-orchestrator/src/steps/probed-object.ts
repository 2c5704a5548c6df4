import type { ObjectReads, ReadOptions } from '@understudy/aws-clients';

/** The probed object is one line of ours: a longer one is somebody else's. */
const BYTES_MAX = 4_096;

/** The object whose presence shifts traffic: its text, and the tag that a write is conditional on. */
export async function readProbedObject(
  objects: ObjectReads,
  location: { readonly bucket: string; readonly key: string },
  options: ReadOptions,
): Promise<{ readonly text: string; readonly etag: string } | undefined> {
  const found = await objects.read(location, { ...options, bytesMax: BYTES_MAX });
  return found && { text: new TextDecoder().decode(found.content), etag: found.etag };
}
