import type { ArgumentsOf, CallName, Calls, Platform, ResultOf } from '../agent/protocol.js';

/** The calls that belong to the channel and not to a user. */
export type ChannelCall = 'hello' | 'ping' | 'platform';

/** The calls that a user can make on the target. */
export type UserCallName = Exclude<CallName, ChannelCall>;

/**
 * Each call as a promise of its result; `Calls` in the agent's protocol says what each takes and gives.
 * Rejects with UnsupportedCall, CallFailed (the target's errno), CallRejected, CallTimedOut or AgentLost.
 */
export type UserCalls = {
  readonly [C in UserCallName]: (args: ArgumentsOf<C>) => Promise<ResultOf<C>>;
};

/** Whoever makes the target's user calls (RFC 9293 3.9.1): what can be asked of it, however it does that. */
export interface User extends UserCalls {
  readonly kind: 'agent' | 'services' | 'model';
  readonly platform: Platform;
  /** Whether the call can be made at all; a call that it cannot make rejects with UnsupportedCall. */
  supports(call: UserCallName): boolean;
  /** Tells once, when no further call can succeed although nobody ended it. */
  on(event: 'lost', listener: (error: Error) => void): void;
  /** Ends it: everything that it opened is aborted and every setting is put back. Idempotent. */
  end(): Promise<void>;
}

export type { ArgumentsOf, CallName, Calls, Platform, ResultOf };
