import { readFileSync } from 'node:fs';
import { watchEveryMs } from './device-watch.js';
import { LinkError } from './link.js';

/**
 * Watches whether a device has lost its carrier since now, and calls back once when it has, also when it has it again
 * by then: frames were lost that nothing has counted, and the other end may have begun anew. Where /sys does not show
 * this device (it was mounted in another network namespace) nothing is watched. Returns what ends it.
 */
export function watchCarrier({ name, mac }: WatchedDevice, onLost: (error: LinkError) => void): () => void {
  const before = timesDown(name, mac);
  if (before === undefined) return () => {};
  const timer = setInterval(() => {
    const now = timesDown(name, mac);
    if (now === undefined || now === before) return; // a device that is gone is noticed elsewhere
    clearInterval(timer);
    onLost(new LinkError('device-down', `${name} lost its carrier: the other end went down, or the cable was pulled`));
  }, watchEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

interface WatchedDevice {
  readonly name: string;
  readonly mac: string;
}

/** The hardware address tells whether /sys speaks of the same device. */
function timesDown(name: string, mac: string): number | undefined {
  const folder = `/sys/class/net/${name}`;
  try {
    if (readFileSync(`${folder}/address`, 'latin1').trim() !== mac) return undefined;
    return Number(readFileSync(`${folder}/carrier_down_count`, 'latin1'));
  } catch {
    return undefined;
  }
}
