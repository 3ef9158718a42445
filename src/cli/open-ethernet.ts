import { openCapLink } from '../link/cap-link.js';
import { type Link, LinkError } from '../link/link.js';
import { openPacketLink } from '../link/packet-link.js';

/** The links that carry Ethernet, the usual one first. */
export type EthernetLinkKind = 'packet' | 'cap';

/**
 * Opens the link that was asked for, or without a wish the packet link. Where this machine has no such link, and nobody
 * asked for it by name, libpcap takes its place, with a note on standard error; a device that cannot be used is an
 * error with either. Rejects with LinkError saying what to do.
 */
export async function openEthernetLink(device: string, wanted?: EthernetLinkKind): Promise<Link> {
  if (wanted === 'cap') return openCapLink({ device });
  try {
    return await openPacketLink({ device });
  } catch (error) {
    if (wanted || !(error instanceof LinkError) || error.code !== 'not-available') throw error;
    return insteadOf(error, await openCapLink({ device }));
  }
}

function insteadOf({ message }: LinkError, link: Link): Link {
  const price = "lost frames are not counted and time stamps are the process's own";
  process.stderr.write(`tcpspec: --link cap is used, so ${price} (${message})\n`);
  return link;
}
