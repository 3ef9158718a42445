import type { PhantomHost } from '../host/phantom-host.js';
import type { TcpOption } from '../wire/tcp-options.js';
import type { Deadline } from './deadline.js';

/** What a script makes of time: what its verdict may rest on. Moments are in ms on the clock. */
export interface TimeLooks {
  /** A wait ends at a moment: segments are in time before it, and too late after it. */
  end(atMs: number): void;
  /** The moments of the segments in a span are looked at. */
  moments(fromMs: number, toMs: number): void;
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
  /** The label under which its frames are filed. */
  readonly owner: string;
}
