import { readFileSync } from 'node:fs';

/**
 * Frames for a device that the kernel has thrown away before any socket saw them, for want of room in a processor's
 * backlog or in the hardware; undefined where /proc does not tell.
 */
export function droppedBefore(device: string): number | undefined {
  try {
    return dropsIn(readFileSync('/proc/self/net/dev', 'utf8'), device);
  } catch {
    return undefined;
  }
}

/** Counts what `droppedBefore` says from now on; 0 where it says nothing. */
export function dropsFromNowOn(device: string): () => number {
  const before = droppedBefore(device);
  return () => (before === undefined ? 0 : Math.max(0, (droppedBefore(device) ?? before) - before));
}

/** The count of a device in the text of /proc/net/dev. */
export function dropsIn(table: string, device: string): number | undefined {
  const row = table.split('\n').find((line) => line.trimStart().startsWith(`${device}:`));
  const dropped = row
    ?.slice(row.indexOf(':') + 1)
    .trim()
    .split(/\s+/)[RECEIVE_DROP];
  return dropped === undefined ? undefined : Number(dropped);
}

// Columns of /proc/net/dev: bytes packets errs drop
const RECEIVE_DROP = 3;
