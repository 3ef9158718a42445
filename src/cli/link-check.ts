import { execute } from '../harness/execute.js';
import type { Session } from '../harness/session.js';
import type { World } from '../harness/world.js';
import type { Link } from '../link/link.js';
import { internetChecksum, pseudoHeader } from '../wire/checksum.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { type DecodedSegment, encodeSegment } from '../wire/tcp.js';
import { unusable } from './exit.js';

const BURST_SEGMENTS = 4;

/**
 * Has the target shake hands and send a burst of data, and looks whether its segments arrive as it made them. On virtual
 * links offloads leave checksums unfinished and segments merged, and every verdict would be about the offload. Throws
 * with exit 3 and the command that helps. A target that gets nowhere here is left to the sanity cases.
 */
export async function checkLink(session: Session, family: 4 | 6, link: Pick<Link, 'device'>): Promise<void> {
  const found: { problem?: string | undefined } = {};
  const title = 'send segments that arrive whole';
  const body = async (world: World) => {
    found.problem = await problemOf(world, session.host.mss(family), link.device);
  };
  const facts = { id: 'link/segments', title, level: 'must', cites: [], section: [] } as const;
  await execute({ case: { ...facts, body }, family, repeat: 1 }, session);
  if (found.problem) throw unusable(found.problem);
}

async function problemOf({ peer, target }: World, mss: number, device: string): Promise<string | undefined> {
  const received = () => peer.trace.filter(({ from }) => from === 'target').map(({ segment }) => segment);
  const path = { source: target.address, destination: peer.local.address };
  await target.passiveOpen();
  await peer.send('SYN');
  await peer.barrier();
  if (received().some((segment) => isUnfinished(segment, path))) return unfinished(target.address);
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await peer.send('ACK');
  await target.accept();
  await target.send(Buffer.alloc(BURST_SEGMENTS * mss, 'x'));
  await peer.barrier();
  const longest = Math.max(...received().map(({ payload }) => payload.length));
  return longest > mss ? merged(target.address, { longest, mss, device }) : undefined;
}

/** True if the checksum covers the pseudo header alone, as a kernel leaves it for the device to finish. */
function isUnfinished(
  segment: DecodedSegment,
  { source, destination }: { source: string; destination: string },
): boolean {
  if (segment.checksumOk) return false;
  const { length } = encodeSegment(segment, { source, destination });
  return segment.checksum === (~internetChecksum(pseudoHeader(source, destination, IP_PROTOCOL.TCP, length)) & 0xffff);
}

function unfinished(address: string): string {
  return `segments of ${address} arrive with unfinished checksums: its interface leaves them to hardware that a virtual link does not have, and no verdict would be about its TCP. On the target run \`ethtool -K DEV tx off\` (DEV is its end of the link), and start again.`;
}

function merged(address: string, { longest, mss, device }: { longest: number; mss: number; device: string }): string {
  return `segments of ${address} arrive merged (${longest} octets in one, where ${mss} fit the link), and no verdict would be about its TCP. Here give --offloads-off, or run \`ethtool -K ${device} gro off lro off\`; on the target run \`ethtool -K DEV tso off gso off\` (DEV is its end of the link), and start again.`;
}
