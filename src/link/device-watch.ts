import { networkInterfaces } from 'node:os';
import { readDevice } from './device.js';
import { LinkError } from './link.js';
import { socketTable } from './own-sockets.js';

/** How often a device is looked at. */
export const watchEveryMs = 250;

/**
 * Watches whether the kernel still feeds a packet socket, and calls back once when it does not. A device that goes
 * down and up again within `watchEveryMs` passes unseen here; the next send on the socket tells.
 */
export function watchPacketSocket(device: string, inode: string, onLost: (error: LinkError) => void): () => void {
  return watch(() => {
    const row = socketTable('packet')?.find((each) => each[column.inode] === inode);
    if (!row || row[column.running] === '1') return undefined;
    return row[column.device] === '-1' ? deviceGone(device) : deviceDown(device);
  }, onLost);
}

/** Watches a device that has an address, and calls back once when it is down, without carrier, or gone. */
export function watchDevice(device: string, onLost: (error: LinkError) => void): () => void {
  return watch(() => (isUsable(device) ? undefined : deviceLost(device)), onLost);
}

/** Whether a device is up, has a carrier and an address. Takes some tens of microseconds. */
export function isUsable(device: string): boolean {
  return networkInterfaces()[device] !== undefined;
}

export function deviceDown(device: string, cause?: unknown): LinkError {
  return new LinkError('device-down', `${device} went down; bring it up (ip link set ${device} up) and start again`, {
    cause,
  });
}

export function deviceGone(device: string, cause?: unknown): LinkError {
  return new LinkError('device-gone', `${device} is gone; make it again and start again`, { cause });
}

function noCarrier(device: string, cause: unknown): LinkError {
  return new LinkError('device-down', `${device} has no carrier or lost its addresses; is the other end up?`, {
    cause,
  });
}

/** What became of a device that can no longer be used. */
export function deviceLost(device: string, cause?: unknown): LinkError {
  try {
    if (readDevice(device).up) return noCarrier(device, cause);
    return deviceDown(device, cause);
  } catch (error) {
    return deviceGone(device, cause ?? error);
  }
}

// Columns of /proc/net/packet: sk RefCnt Type Proto Iface R Rmem User Inode
const column = { device: 4, running: 5, inode: 8 } as const;

function watch(look: () => LinkError | undefined, onLost: (error: LinkError) => void): () => void {
  const timer = setInterval(() => {
    const error = look();
    if (!error) return;
    clearInterval(timer);
    onLost(error);
  }, watchEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
