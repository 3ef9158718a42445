import { changeable, parseFeatures, wordsFor } from '../link/offloads.js';
import { run } from './command.js';
import { LabError } from './lab-error.js';

const CARRIER_WITHIN_MS = 5_000;

/**
 * Turns off every offload that would merge segments or leave them unfinished, by the list that runs go by, and has one processor
 * take all frames in: then frames are processed in the order in which they came, and an echo reply proves it.
 */
export async function settle(namespace: string, device: string, processor: number): Promise<void> {
  const inside = ['ip', 'netns', 'exec', namespace];
  const mask = (2 ** processor).toString(16);
  await run([...inside, 'sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0', `net.ipv6.conf.${device}.accept_dad=0`]);
  const offloads = changeable(parseFeatures(await run([...inside, 'ethtool', '-k', device])));
  if (offloads.length > 0) await run([...inside, 'ethtool', '-K', device, ...wordsFor(offloads, 'off')]);
  await run([...inside, 'sh', '-c', `echo ${mask} 2>/dev/null >/sys/class/net/${device}/queues/rx-0/rps_cpus || true`]);
}

/** Has `ip` carry these lines out in a namespace. Rejects with CommandFailed. */
export async function configure(namespace: string, lines: readonly string[]): Promise<void> {
  await run(['ip', '-netns', namespace, '-batch', '-'], { input: `${lines.join('\n')}\n` });
}

/** The kernel tells of a new carrier when it comes to it; until then a device with its cable in counts as unplugged. */
export async function carrier(namespace: string, device: string): Promise<void> {
  const until = performance.now() + CARRIER_WITHIN_MS;
  while (!/state UP/.test(await run(['ip', '-netns', namespace, 'link', 'show', 'dev', device]))) {
    if (performance.now() > until) throw new LabError(`the lab's cable ${device} got no carrier`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
