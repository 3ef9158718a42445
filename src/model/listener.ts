import type { End } from './path.js';
import type { SocketOptions } from './socket-options.js';
import type { Origin, Tcb } from './tcb.js';

/** What a passive OPEN is about. */
export interface ListenerSettings {
  readonly family: 4 | 6;
  /** Without an address: any of the model's own. */
  readonly local: { readonly address: string | undefined; readonly port: number };
  /** A fully specified passive OPEN names the remote end too (RFC 9293 3.9.1.1). */
  readonly remote: End | undefined;
  readonly options: SocketOptions;
  readonly backlog: number;
  readonly wake: () => void;
}

/** A connection in LISTEN, with those that came from it and were not accepted yet. */
export class Listener implements Origin {
  readonly settings: ListenerSettings;
  /** Connections in SYN-RECEIVED. */
  readonly halfOpen = new Set<Tcb>();
  /** Established ones, in their order. */
  readonly ready: Tcb[] = [];

  constructor(settings: ListenerSettings) {
    this.settings = settings;
  }

  /** Whether one more connection can wait to be accepted. */
  get hasRoom(): boolean {
    return this.ready.length <= this.settings.backlog;
  }

  /** Whether a connection between these ends would be this listener's. */
  matches(family: 4 | 6, local: End, remote: End): boolean {
    const own = this.settings;
    if (own.family !== family || own.local.port !== local.port) return false;
    if (own.local.address !== undefined && own.local.address !== local.address) return false;
    return own.remote === undefined || (own.remote.address === remote.address && own.remote.port === remote.port);
  }

  established(tcb: Tcb): void {
    this.halfOpen.delete(tcb);
    this.ready.push(tcb);
    this.settings.wake();
  }

  gone(tcb: Tcb): void {
    this.halfOpen.delete(tcb);
    const index = this.ready.indexOf(tcb);
    if (index >= 0) this.ready.splice(index, 1);
  }
}
