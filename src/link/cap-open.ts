import { deviceDown } from './device-watch.js';
import { LinkError } from './link.js';
import { type Cap, newCap } from './native-cap.js';
import { socketsOpenedBy, socketTable } from './own-sockets.js';

/** An open capture: libpcap's handle, the buffer it fills, and the inode of its packet socket where known. */
export interface OpenCap {
  readonly cap: Cap;
  readonly buffer: Buffer;
  readonly inode: string | undefined;
}

/** Starts a capture. Throws LinkError; an error after libpcap made its handle leaks that handle until exit. */
export function startCapture(device: string, filter: string, bufferBytes: number): OpenCap {
  // The addon would take a larger one for a negative number, and libpcap that for its own default.
  if (bufferBytes > 0x7fffffff) throw new RangeError(`a receive ring of ${bufferBytes} octets is too large`);
  const cap = newCap();
  const buffer = Buffer.alloc(65_536);
  kept.set(cap, buffer);
  const { result: linkType, inodes } = socketsOpenedBy(() => open(cap, device, filter, bufferBytes, buffer));
  if (linkType !== 'ETHERNET') {
    stopCapture(cap);
    throw new LinkError('not-available', `${device} carries no Ethernet (${linkType}); use --link raw`);
  }
  const inode = socketTable('packet')
    ?.find((row) => inodes.includes(row.at(-1) ?? ''))
    ?.at(-1);
  return { cap, buffer, inode };
}

/** Ends a capture. It must be open, and this must be the only call. */
export function stopCapture(cap: Cap): void {
  cap.removeAllListeners();
  cap.close();
  kept.set(cap, undefined);
}

// The addon fills a capture's buffer from outside JavaScript, so the buffer must not be collected while it is open.
// The objects stay for good: the addon never closes its libuv handle, which the event loop goes on pointing to, and
// the destructor of one whose open failed stops a handle that was never started, which aborts the process.
const kept = new Map<Cap, Buffer | undefined>();

function open(cap: Cap, device: string, filter: string, bufferBytes: number, buffer: Buffer): string {
  try {
    return cap.open(device, filter, bufferBytes, buffer);
  } catch (cause) {
    throw openError(device, filter, cause);
  }
}

function openError(device: string, filter: string, cause: unknown): unknown {
  if (cause instanceof TypeError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/permission|not permitted/i.test(text)) {
    return new LinkError('no-privilege', `capturing on ${device} needs CAP_NET_RAW; run as root`, { cause });
  }
  if (/no such device/i.test(text)) {
    return new LinkError('no-such-device', `no interface is called '${device}'`, { cause });
  }
  if (/not up|is down/i.test(text)) return deviceDown(device, cause);
  if (/SIOC|PF_PACKET|snaplen|buffer size|ring|promisc/i.test(text)) {
    return new LinkError('not-available', `libpcap cannot capture on ${device}: ${text}`, { cause });
  }
  return new LinkError('bad-filter', `libpcap refuses the filter '${filter}': ${text}`, { cause });
}
