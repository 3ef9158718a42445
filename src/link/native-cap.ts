import { createRequire } from 'node:module';
import { LinkError } from './link.js';

/** The part of npm `cap` that is used here. */
export interface Cap {
  open(device: string, filter: string, bufferBytes: number, buffer: Buffer): string;
  send(bytes: Uint8Array, length: number): void;
  close(): boolean;
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void;
  removeAllListeners(): void;
}

/** A fresh capture object. Throws LinkError `not-available` when the package is missing or was not compiled. */
export function newCap(): Cap {
  try {
    const { Cap } = createRequire(import.meta.url)('cap') as { Cap: new () => Cap };
    return new Cap();
  } catch (cause) {
    throw new LinkError('not-available', 'npm `cap` cannot be loaded: install libpcap-dev and run `npm rebuild cap`', {
      cause,
    });
  }
}
