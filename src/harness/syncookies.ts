import { Inconclusive } from './verdict.js';
import type { World } from './world.js';

/** Where stacks keep the switch. */
const SWITCHES = ['net.ipv4.tcp_syncookies', 'net.inet.tcp.syncookies'];

/**
 * SYN cookies (RFC 4987 3.6) keep no connection in SYN-RECEIVED, so that an ACK completes a handshake that is long
 * forgotten: what comes of a half-open connection cannot be judged then. Throws Inconclusive if the target has them on.
 */
export async function syncookiesAreOff({ target }: World): Promise<void> {
  if (!target.user.supports('settings')) return;
  const { values } = await target.user.settings({ names: SWITCHES });
  const on = Object.entries(values).find(([, value]) => value !== '0');
  if (on)
    throw new Inconclusive(`SYN cookies are on (${on.join(' = ')}): a handshake can complete without SYN-RECEIVED`);
}
