import type { Family } from './protocol.js';

/** Which connection is asked for, with addresses as octets. Without a remote end, the listener on the port. */
export interface StateQuery {
  readonly family: Family;
  readonly localPort: number;
  readonly localAddress?: Buffer | undefined;
  readonly remoteAddress?: Buffer | undefined;
  readonly remotePort?: number | undefined;
  /** The interface that a link-local remote address is on. */
  readonly zone?: string | undefined;
}
