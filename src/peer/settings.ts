import type { PhantomHost } from '../host/phantom-host.js';
import type { TcpOption } from '../wire/tcp-options.js';
import type { Deadline } from './deadline.js';

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
  /** Resolves when everything sent before has been processed by the target, and its answers have arrived. */
  readonly barrier: () => Promise<void>;
  /** Is told of each span, in ms on the clock, in which the script looked at when segments came. */
  readonly timed?: (fromMs: number, toMs: number) => void;
  /** The label under which its frames are filed. */
  readonly owner: string;
}
