import type { PhantomHost } from '../host/phantom-host.js';
import type { DecodedSegment } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import type { Deadline } from './deadline.js';
import type { ReceiveVariables, SendVariables } from './variables.js';

/** What a script makes of time: what its verdict may rest on. Moments are in ms on the clock. */
export interface TimeLooks {
  /** A wait ends at a moment: segments are in time before it, and too late after it. */
  end(atMs: number): void;
  /** The moments of the segments in a span are looked at. */
  moments(fromMs: number, toMs: number): void;
}

/** What stands between a script and the wire where the target has a will of its own: services, in place of a user that does as it is told. */
export interface View {
  /** Is told of each segment before it goes out, with SND.NXT and so on as they are; may throw, and then nothing goes out. */
  sends(segment: DecodedSegment, snd: Readonly<SendVariables>): void;
  /** What the script is to see of a segment: itself, parts of it that together are the same, or nothing. */
  arrives(segment: DecodedSegment, rcv: Readonly<ReceiveVariables>): readonly DecodedSegment[];
}

/** Where a peer lives and what it works with. */
export interface PeerSettings {
  readonly host: PhantomHost;
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port?: number };
  /** The host on the link whose hardware address its segments go to, when that is not the remote one itself. */
  readonly via?: string;
  readonly iss: number;
  /** The window it advertises, in octets (never scaled unless a script says so). */
  readonly window: number;
  /** The options of its SYN and SYN,ACK. */
  readonly synOptions: readonly TcpOption[];
  readonly deadline: Deadline;
  /**
   * Resolves when everything sent before has been processed by the target and its answers have been delivered: to the
   * moment on the clock up to which they were on the wire, since later segments may have been delivered as well.
   */
  readonly barrier: () => Promise<number>;
  /** Is told when the script looks at the time. */
  readonly looks?: TimeLooks;
  /** Unset: scripts see what is on the wire, and send what they like. */
  readonly view?: View;
  /** The label under which its frames are filed. */
  readonly owner: string;
}
