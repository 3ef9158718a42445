import { run } from './command.js';
import { configure, settle } from './device.js';
import type { LabTarget } from './lab.js';

/** The tester's end of the cable to a machine. */
export const TAP = 'test0';

/** The addresses of a lab with one target: the networks of documentation (RFC 5737, RFC 3849). */
export const SINGLE: Pick<LabTarget, 'link' | 'address4' | 'address6' | 'phantom'> = {
  link: TAP,
  address4: '192.0.2.1',
  address6: '2001:db8::1',
  phantom: { address4: '192.0.2.100', address6: '2001:db8::100' },
};

/** Makes a namespace with a tap device in it, at whose other end a machine can be. Rejects with CommandFailed. */
export async function makeTap(namespace: string): Promise<void> {
  await run(['ip', 'netns', 'add', namespace]);
  await run(['ip', '-netns', namespace, 'tuntap', 'add', 'dev', TAP, 'mode', 'tap']);
  await settle(namespace, TAP, 0);
  await configure(namespace, [
    `addr add 192.0.2.254/24 dev ${TAP}`,
    `addr add 2001:db8::fe/64 dev ${TAP} nodad`,
    'link set lo up',
    `link set ${TAP} up`,
  ]);
}
