import type { Clock } from './clock.js';

/**
 * One frame as the link saw it. With framing `ip`, `bytes` start at the IP header. To be read, not spread: a link may
 * fetch the stamps of what it sent when they are asked for.
 */
export interface Frame {
  /** Milliseconds on the link's clock. */
  readonly at: number;
  readonly direction: 'sent' | 'received';
  readonly bytes: Uint8Array;
  /** The kernel's own time stamp, nanoseconds since 1970, where the link has one. */
  readonly kernelNs?: bigint | undefined;
  /** Octets that the frame had on the wire, where `bytes` has fewer because it was cut. */
  readonly wireOctets?: number;
  /** Set when the sender's kernel left the checksum to hardware that was not there: on virtual links with offloads on. */
  readonly checksumPending?: boolean;
}

/** What went through a link since it was opened. `dropped` is null where the kernel's count cannot be read. */
export interface LinkCounters {
  readonly received: number;
  readonly sent: number;
  readonly dropped: number | null;
}

/** A wire that frames go out on and come in from. Knows nothing of TCP. */
export interface Link {
  readonly kind: 'cap' | 'raw' | 'packet' | 'memory';
  readonly device: string;
  readonly framing: 'ethernet' | 'ip';
  /** The device's own MAC address, '' with framing `ip`. */
  readonly mac: string;
  /** Octets of an IP packet that fit. */
  readonly mtu: number;
  readonly clock: Clock;
  readonly timestamps: 'kernel' | 'process' | 'virtual';
  /** Sends at once and returns the frame as recorded. Throws LinkError when closed, when the device is down, or when the kernel refuses. */
  send(bytes: Uint8Array): Frame;
  /** Frames from the other side only, never our own; their bytes are the listener's to keep. Returns what removes the listener. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Told once, when the link is lost for good; `send` throws the same error from then on. Returns what removes the listener. */
  onError(listener: (error: LinkError) => void): () => void;
  counters(): LinkCounters;
  /** Idempotent. No listener is called afterwards. */
  close(): Promise<void>;
}

/** What a LinkError is about, for programs. */
export type LinkErrorCode =
  | 'no-such-device'
  | 'device-down'
  | 'no-privilege'
  | 'bad-filter'
  | 'closed'
  | 'device-gone'
  | 'send-failed'
  | 'not-available';

/** Why a link cannot be opened or used. The message says what to do about it. */
export class LinkError extends Error {
  readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'LinkError';
    this.code = code;
  }
}
