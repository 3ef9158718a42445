import { createRequire } from 'node:module';
import { LinkError } from './link.js';

/** The part of npm `raw-socket` that is used here. Its `createChecksum` reads past the end and is not. */
export interface RawSocket {
  on(event: 'message', listener: (bytes: Buffer, source: string) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  setOption(level: number, option: number, value: number): void;
  setOption(level: number, option: number, value: Buffer, length: number): void;
  removeAllListeners(): void;
  close(): void;
  /** Under the package's queue, which forgets what waits in it at `close`: this one sends, or throws, at once. */
  readonly wrap: {
    send(bytes: Uint8Array, offset: number, length: number, address: string, done: (sent: number) => void): void;
  };
}

/** Opens a raw IP socket. Throws LinkError `not-available` without the package, `no-privilege` without CAP_NET_RAW. */
export function newRawSocket(family: 4 | 6, protocol: number): RawSocket {
  const { createSocket } = load();
  try {
    // Without its own size the package cuts every message at 4096 octets.
    return createSocket({ protocol, addressFamily: family === 4 ? 1 : 2, bufferSize: 65_536 });
  } catch (cause) {
    if (!/not permitted|permission/i.test(String(cause))) throw cause;
    throw new LinkError('no-privilege', 'raw IP sockets need CAP_NET_RAW; run as root', { cause });
  }
}

interface RawSocketPackage {
  createSocket(options: {
    readonly protocol: number;
    readonly addressFamily: 1 | 2;
    readonly bufferSize: number;
  }): RawSocket;
}

function load(): RawSocketPackage {
  try {
    return createRequire(import.meta.url)('raw-socket') as RawSocketPackage;
  } catch (cause) {
    throw new LinkError('not-available', 'npm `raw-socket` cannot be loaded: run `npm rebuild raw-socket`', { cause });
  }
}
