import { EventEmitter } from 'node:events';

import type { Cancel, Scheduler } from '@understudy/clock';

/** As much of a `net.Socket` as HTTP clients ask for. It is always connected. */
export interface ShimSocket extends EventEmitter {
  readonly connecting: false;
  destroyed: boolean;
  setTimeout(milliseconds: number, onTimeout?: () => void): ShimSocket;
  setKeepAlive(): ShimSocket;
  setNoDelay(): ShimSocket;
  ref(): ShimSocket;
  unref(): ShimSocket;
  destroy(): ShimSocket;
}

/** What a shim lives by: without a scheduler, sockets never time out. */
export type ShimTime = Pick<Scheduler, 'now' | 'schedule'>;

/** A socket whose idle time-out runs on the given scheduler, never on a real timer. */
export function createShimSocket(time: ShimTime | undefined): ShimSocket {
  let cancel: Cancel = () => undefined;
  const socket: ShimSocket = Object.assign(new EventEmitter(), {
    connecting: false as const,
    destroyed: false,
    setTimeout(milliseconds: number, onTimeout?: () => void): ShimSocket {
      cancel();
      if (onTimeout && milliseconds > 0) socket.once('timeout', onTimeout);
      if (time && milliseconds > 0) {
        cancel = time.schedule(time.now() + milliseconds, () => socket.emit('timeout'));
      }
      return socket;
    },
    setKeepAlive: () => socket,
    setNoDelay: () => socket,
    ref: () => socket,
    unref: () => socket,
    destroy(): ShimSocket {
      cancel();
      socket.destroyed = true;
      return socket;
    },
  });
  return socket;
}
