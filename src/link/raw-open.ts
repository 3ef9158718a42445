import { LinkError } from './link.js';
import { newRawSocket, type RawSocket } from './native-raw.js';
import { socketsOpenedBy } from './own-sockets.js';
import { rawMark } from './raw-guard.js';

/** An open raw socket and its inode, where known. */
export interface OpenRawSocket {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly socket: RawSocket;
  readonly inode: string | undefined;
}

/** Opens a raw socket that is bound to the device, marks what it sends, and sends IP headers as given. Throws LinkError. */
export function openRawSocket(device: string, family: 4 | 6, protocol: number): OpenRawSocket {
  const { result: socket, inodes } = socketsOpenedBy(() => newRawSocket(family, protocol));
  kept.add(socket);
  try {
    const name = Buffer.from(`${device}\0`);
    socket.setOption(SOL_SOCKET, SO_BINDTODEVICE, name, name.length);
    socket.setOption(SOL_SOCKET, SO_MARK, rawMark);
    enlargeBuffer(socket);
    if (family === 4) socket.setOption(IPPROTO_IP, IP_HDRINCL, 1);
    else socket.setOption(IPPROTO_IPV6, IPV6_HDRINCL, 1);
  } catch (cause) {
    closeRawSocket(socket);
    if (!/not permitted|permission/i.test(String(cause))) throw cause;
    throw new LinkError('no-privilege', 'marking raw sockets needs CAP_NET_ADMIN; run as root', { cause });
  }
  return { family, protocol, socket, inode: inodes[0] };
}

/** Past the system's limit where that is allowed, else up to it: a smaller buffer loses frames sooner, and they are counted. */
function enlargeBuffer(socket: RawSocket): void {
  try {
    socket.setOption(SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes);
  } catch {
    socket.setOption(SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
  }
}

export function closeRawSocket(socket: RawSocket): void {
  socket.removeAllListeners();
  // What was received in the same turn of the event loop may still report an error, which would otherwise be thrown.
  socket.on('error', () => {});
  socket.close();
  kept.delete(socket);
}

// The addon closes a socket that is collected, and nothing in JavaScript points to one that only listens.
const kept = new Set<RawSocket>();

const receiveBufferBytes = 4 << 20;

// Linux's numbers; the package names only some of them.
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_BINDTODEVICE = 25;
const SO_RCVBUFFORCE = 33;
const SO_MARK = 36;
const IPPROTO_IP = 0;
const IP_HDRINCL = 3;
const IPPROTO_IPV6 = 41;
const IPV6_HDRINCL = 36;
