import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LinkError } from './link.js';

/** The part of npm `cap` that is used here. */
export interface Cap {
  /** Throws when libpcap refuses; the object must then be neither used, nor closed, nor collected. */
  open(device: string, filter: string, bufferBytes: number, buffer: Buffer): string;
  /** Aborts the process unless the object is open. */
  send(bytes: Uint8Array, length: number): void;
  close(): boolean;
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void;
  removeAllListeners(): void;
}

/** A fresh capture object. Throws LinkError `not-available` when the package is missing or was not compiled. */
export function newCap(): Cap {
  try {
    const { Cap } = require('cap') as { Cap: new () => Cap };
    return new Cap();
  } catch (cause) {
    throw new LinkError('not-available', 'npm `cap` cannot be loaded: install libpcap-dev and run `npm rebuild cap`', {
      cause,
    });
  }
}

/**
 * Whether this build of the addon survives a device that goes down. With its assertions compiled in, it aborts the
 * process; built with CPPFLAGS=-DNDEBUG it only stops capturing, which the link notices.
 */
export function capSurvivesDeviceLoss(): boolean {
  const addon = join(dirname(require.resolve('cap')), '../build/Release/cap.node');
  return !readFileSync(addon).includes('__assert_fail');
}

const require = createRequire(import.meta.url);
