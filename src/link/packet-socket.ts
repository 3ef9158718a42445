import { LinkError } from './link.js';
import { lastErrno, packetCalls } from './native-packet.js';
import {
  AF_PACKET,
  EPERM,
  ETH_P_ALL,
  ETH_P_CONTROL,
  PACKET_ADD_MEMBERSHIP,
  PACKET_AUXDATA,
  PACKET_IGNORE_OUTGOING,
  PACKET_MR_PROMISC,
  PACKET_STATISTICS,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOF_TIMESTAMPING_OPT_TSONLY,
  SOF_TIMESTAMPING_SOFTWARE,
  SOF_TIMESTAMPING_TX_SCHED,
  SOL_PACKET,
  SOL_SOCKET,
} from './packet-numbers.js';

/** What a link has open on one device, which is in promiscuous mode meanwhile. */
export interface PacketSockets {
  /** Receives what arrives. */
  readonly fd: number;
  /** Sends, and receives nothing but stamps of that, in its error queue: in that of `fd` they would wake the event loop. */
  readonly sendFd: number;
  readonly deviceIndex: number;
  /** The receive buffer that the kernel granted, as the kernel counts: about 768 octets for the shortest frame. */
  readonly bufferBytes: number;
}

/** Opens sockets that receive what arrives at the device from now on, nothing before and nothing else. Throws LinkError. */
export function openPacketSockets(device: string, bufferBytes: number): PacketSockets {
  const opened: number[] = [];
  try {
    const fd = opened[opened.push(unboundSocket(device)) - 1] as number;
    const deviceIndex = packetCalls().if_nametoindex(device);
    if (deviceIndex === 0) throw new LinkError('no-such-device', `no interface is called '${device}'`);
    setNumber(fd, SOL_PACKET, PACKET_AUXDATA, 1);
    setNumber(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    // Kernels before 4.20 do not know it; there what goes out is told by its packet type.
    set(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, int(1));
    if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, int(bufferBytes))) set(fd, SOL_SOCKET, SO_RCVBUF, int(bufferBytes));
    bind(fd, device, { index: deviceIndex, protocol: ETH_P_ALL });
    promiscuous(fd, device, deviceIndex);
    const sendFd = opened[opened.push(unboundSocket(device)) - 1] as number;
    setNumber(sendFd, SOL_SOCKET, SO_TIMESTAMPING, stampWhatIsSent);
    if (!set(sendFd, SOL_SOCKET, SO_SNDBUFFORCE, int(sendBufferBytes)))
      set(sendFd, SOL_SOCKET, SO_SNDBUF, int(sendBufferBytes));
    // A socket of protocol 0 would not be told that its device was down.
    bind(sendFd, device, { index: deviceIndex, protocol: ETH_P_CONTROL });
    return { fd, sendFd, deviceIndex, bufferBytes: numberOf(fd, SOL_SOCKET, SO_RCVBUF) };
  } catch (error) {
    for (const fd of opened) packetCalls().close(fd);
    throw error;
  }
}

/** Frames that found no room in the receive buffer since the last call. The kernel counts from 0 again. */
export function takeDropped(fd: number): number {
  const failed = packetCalls().getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics, statisticsLength) !== 0;
  return failed ? 0 : statisticsView.getUint32(4, true);
}

// Received and dropped. Each case asks, and as much memory comes out as goes in.
const statistics = new Uint8Array(8);
const statisticsView = new DataView(statistics.buffer);
const statisticsLength = int(statistics.length);

// A stamp alone, without the frame; taken when the frame is handed to the device's queue, before `send` returns.
const stampWhatIsSent = SOF_TIMESTAMPING_TX_SCHED | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;

const sendBufferBytes = 4 << 20;

// Protocol 0 receives nothing until it is bound; a socket for all would hear all devices until then.
function unboundSocket(device: string): number {
  const fd = packetCalls().socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw socketError(device, lastErrno());
  return fd;
}

function bind(
  fd: number,
  device: string,
  { index, protocol }: { readonly index: number; readonly protocol: number },
): void {
  const address = new DataView(new ArrayBuffer(20));
  address.setUint16(0, AF_PACKET, true);
  address.setUint16(2, protocol);
  address.setInt32(4, index, true);
  if (packetCalls().bind(fd, new Uint8Array(address.buffer), 20) === 0) return;
  throw new LinkError('not-available', `cannot listen on ${device} (bind: errno ${lastErrno()})`);
}

// Kept by the kernel for as long as the socket is open, for each socket that asks.
function promiscuous(fd: number, device: string, index: number): void {
  const membership = new DataView(new ArrayBuffer(16));
  membership.setInt32(0, index, true);
  membership.setUint16(4, PACKET_MR_PROMISC, true);
  if (set(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, new Uint8Array(membership.buffer))) return;
  throw new LinkError('not-available', `${device} cannot be put into promiscuous mode (errno ${lastErrno()})`);
}

function socketError(device: string, errno: number): LinkError {
  if (errno === EPERM) return new LinkError('no-privilege', `capturing on ${device} needs CAP_NET_RAW; run as root`);
  return new LinkError('not-available', `this kernel gives no packet socket (errno ${errno}); use --link raw`);
}

function setNumber(fd: number, level: number, name: number, value: number): void {
  if (set(fd, level, name, int(value))) return;
  const errno = lastErrno();
  throw new LinkError(
    'not-available',
    `this kernel lacks option ${name} of packet sockets (errno ${errno}); use --link cap`,
  );
}

function set(fd: number, level: number, name: number, value: Uint8Array): boolean {
  return packetCalls().setsockopt(fd, level, name, value, value.length) === 0;
}

function numberOf(fd: number, level: number, name: number): number {
  const value = int(0);
  packetCalls().getsockopt(fd, level, name, value, int(4));
  return new DataView(value.buffer).getInt32(0, true);
}

function int(value: number): Uint8Array {
  const octets = new DataView(new ArrayBuffer(4));
  octets.setInt32(0, value, true);
  return new Uint8Array(octets.buffer);
}
