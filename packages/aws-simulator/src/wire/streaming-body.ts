import { Readable } from 'node:stream';

import { sdkStreamMixin } from '@smithy/core/serde';

/** What the SDK's clients answer in place of bytes, where the model says that a body streams. */
export function asStreamingBody(bytes: Uint8Array): unknown {
  return sdkStreamMixin(Readable.from([Buffer.from(bytes)], { objectMode: false }));
}
