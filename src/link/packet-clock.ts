import { processClock } from './clock.js';
import { type Address, addressOf, packetCalls } from './native-packet.js';
import { CLOCK_REALTIME } from './packet-numbers.js';
import type { ClockReading } from './packet-time.js';

/** The wall clock's ms for a time stamp of the kernel, counted from a moment that keeps them exact to the nanosecond. */
export function wallMs(seconds: number, nanoseconds: number): number {
  return (seconds - epochSeconds) * 1_000 + nanoseconds / 1e6;
}

/** Reads the process's clock and the wall clock together. Takes half a microsecond. */
export function readClocks(): ClockReading {
  timespecAt ??= addressOf(timespec);
  const before = processClock.now();
  packetCalls().clock_gettime(CLOCK_REALTIME, timespecAt);
  const after = processClock.now();
  const seconds = Number(view.getBigInt64(0, true));
  return {
    processMs: (before + after) / 2,
    wallMs: wallMs(seconds, view.getUint32(8, true)),
    withinMs: (after - before) / 2,
  };
}

const epochSeconds = Math.floor(Date.now() / 1_000);
const timespec = new Uint8Array(16);
let timespecAt: Address | undefined;
const view = new DataView(timespec.buffer);
