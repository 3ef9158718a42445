import type { Arguments } from './arguments.js';
import type { Peers } from './peers.js';
import type { CallName, ResultOf } from './protocol.js';
import type { Settings } from './settings.js';
import type { Sockets } from './sockets.js';

/** What belongs to one controller's connection. */
export interface Belongings {
  readonly sockets: Sockets;
  readonly settings: Settings;
  readonly peers: Peers;
}

/** Makes one call. Throws CallError. */
export type Handler<C extends CallName> = (args: Arguments, mine: Belongings) => ResultOf<C> | Promise<ResultOf<C>>;

/** Some calls' handlers by name. */
export type Handlers<C extends CallName> = { readonly [Name in C]: Handler<Name> };
