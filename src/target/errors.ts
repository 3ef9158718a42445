import type { ErrorKind } from '../agent/protocol.js';

/** The target's system call failed. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly call: string;
  /** The name: 'EISCONN'. */
  readonly errno: string;

  constructor(call: string, errno: string, message: string) {
    super(`${call}: ${message}`);
    this.call = call;
    this.errno = errno;
  }
}

/** This target, or its user, cannot do the call. */
export class UnsupportedCall extends Error {
  override readonly name = 'UnsupportedCall';
  readonly call: string;
  /** What the target's system call said, where it was asked. */
  readonly errno: string | undefined;

  constructor(call: string, message: string, errno?: string) {
    super(`${call}: ${message}`);
    this.call = call;
    this.errno = errno;
  }
}

/** The agent did not make the call: the request is wrong, the socket is closed already, its rules forbid it, or it is broken. */
export class CallRejected extends Error {
  override readonly name = 'CallRejected';
  readonly call: string;
  readonly error: Exclude<ErrorKind, 'errno' | 'unsupported'>;

  constructor(call: string, error: Exclude<ErrorKind, 'errno' | 'unsupported'>, message: string) {
    super(`${call}: ${error}: ${message}`);
    this.call = call;
    this.error = error;
  }
}

/** The agent did not answer in time. The call may yet be made. */
export class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut';
  readonly call: string;

  constructor(call: string, withinMs: number) {
    super(`${call}: no answer from the agent within ${withinMs} ms`);
    this.call = call;
  }
}

/** The agent is gone: the message says why, with what it last wrote to stderr. */
export class AgentLost extends Error {
  override readonly name = 'AgentLost';

  constructor(reason: string) {
    super(`the agent is lost: ${reason}`);
  }
}
