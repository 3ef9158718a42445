/** The agent's protocol: JSON lines, one object a line. docs/AGENT-PROTOCOL.md says the same in prose. */
export { LINE_LIMIT_OCTETS, LineSplitter } from './framing.js';

/** The version in the agent's greeting; it changes when an old controller would misread a new agent. */
export const PROTOCOL_VERSION = 1;

/** Longest wait that accept and receive take, in milliseconds. */
export const LONGEST_WAIT_MS = 60_000;

/** Most octets that one receive returns or one send takes. */
export const TRANSFER_LIMIT_OCTETS = 1024 * 1024;

export type Family = 4 | 6;

/** RFC 9293 3.3.2. CLOSED means that the target knows no such connection. */
export type StateName =
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED';

/** A small integer that stands for a socket of this connection to the agent. */
export type SocketHandle = number;

/** An address and a port of a TCP endpoint. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Which connection is asked for: with a remote end that 4-tuple, without one the listener on the port. */
export interface ConnectionQuery {
  readonly family: Family;
  readonly localAddress?: string;
  readonly localPort: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

/** What the target says of a connection. The queues are in octets (for a listener: connections not yet accepted, and the backlog). */
export interface ConnectionState {
  readonly state: StateName;
  readonly inode?: number;
  readonly receiveQueue?: number;
  readonly sendQueue?: number;
}

/** SO_LINGER. */
export interface Linger {
  readonly on: boolean;
  readonly seconds: number;
}

export type OptionValue = number | string | Linger;

/** What poll(2) says now. `peerClosed` is POLLRDHUP, `hangup` POLLHUP, `priority` POLLPRI. */
export interface Readiness {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly priority: boolean;
  readonly error: boolean;
  readonly hangup: boolean;
  readonly peerClosed: boolean;
}

export interface Platform {
  readonly os: string;
  readonly kernel: string;
  readonly hostname: string;
}

/** A soft error (RFC 9293 3.9.1.8): `type` and `code` are those of the ICMP message where one was the cause. */
export interface ErrorReport {
  readonly errno: string;
  readonly origin: 'icmp' | 'local';
  readonly type: number;
  readonly code: number;
}

/** The first line from the agent, and the answer to `hello`. */
export interface Greeting {
  readonly hello: 'tcpspec-agent';
  readonly protocol: number;
  readonly os: string;
  readonly kernel: string;
  readonly calls: readonly string[];
  readonly needsToken: boolean;
}

type OnSocket = { readonly socket: SocketHandle };
type Nothing = Readonly<Record<never, never>>;

/** Every call with its arguments and its result. All answer at once, but accept and receive, which wait up to `withinMs`. */
export interface Calls {
  hello: { arguments: { readonly token?: string; readonly peers?: readonly string[] }; result: Greeting };
  ping: { arguments: Nothing; result: Nothing };
  platform: { arguments: Nothing; result: Platform };

  /** OPEN, first part: a non-blocking socket that belongs to a case. */
  open: { arguments: { readonly case: string; readonly family: Family }; result: OnSocket };
  bind: {
    arguments: OnSocket & { readonly address?: string; readonly port: number; readonly reuseAddress?: boolean };
    result: Endpoint;
  };
  listen: { arguments: OnSocket & { readonly backlog: number }; result: Nothing };
  /** Answers with the local end. */
  connect: { arguments: OnSocket & Endpoint; result: Endpoint & { readonly inProgress: boolean } };
  /** Answers with the new socket and its remote end; EAGAIN when nothing came in time. */
  accept: { arguments: OnSocket & { readonly withinMs?: number }; result: OnSocket & Endpoint };
  /** Answers with how many octets the target took, which may be fewer; EAGAIN when none. */
  send: {
    arguments: OnSocket & {
      /** Base64. Either this or `fill`. */
      readonly data?: string;
      readonly fill?: { readonly octet?: number; readonly count: number };
      readonly urgent?: boolean;
    };
    result: { readonly count: number };
  };
  /** Answers with what is there (base64) once anything is; `end` is the peer's FIN; EAGAIN when nothing came in time. */
  receive: {
    arguments: OnSocket & {
      readonly max: number;
      readonly withinMs?: number;
      readonly urgent?: boolean;
      readonly peek?: boolean;
    };
    result: { readonly data: string; readonly end: boolean };
  };
  shutdown: { arguments: OnSocket & { readonly how: 'send' | 'receive' | 'both' }; result: Nothing };
  close: { arguments: OnSocket; result: Nothing };
  /** SO_LINGER of 0, then close. */
  abort: { arguments: OnSocket; result: Nothing };
  endCase: { arguments: { readonly case: string }; result: { readonly closed: number } };

  poll: { arguments: OnSocket; result: Readiness };
  local: { arguments: OnSocket; result: Endpoint };
  remote: { arguments: OnSocket; result: Endpoint };
  setOption: {
    arguments: OnSocket & { readonly option: string; readonly value: OptionValue | boolean };
    result: Nothing;
  };
  getOption: { arguments: OnSocket & { readonly option: string }; result: { readonly value: OptionValue } };
  /** Octets not yet received by the user, not yet acknowledged, and not yet sent. */
  queued: {
    arguments: OnSocket;
    result: { readonly received: number; readonly unacknowledged: number; readonly unsent: number };
  };
  /** SIOCATMARK: whether the next octet is the one at the urgent mark. */
  atMark: { arguments: OnSocket; result: { readonly atMark: boolean } };
  /** ERROR_REPORT of RFC 9293 3.9.1.8: what the target has kept for the user, oldest first, each told once. */
  errorReports: { arguments: OnSocket; result: { readonly reports: readonly ErrorReport[] } };
  /** The Differentiated Services and ECN bits that arrived, as one octet; absent where the target keeps none. */
  receivedTrafficClass: { arguments: OnSocket; result: { readonly trafficClass?: number } };
  /** STATUS by socket: TCP_INFO's fields, in camel case without the prefix. */
  info: { arguments: OnSocket; result: Readonly<Record<string, number>> };

  /** STATUS by 4-tuple, which also sees connections that no socket holds any more. */
  state: { arguments: ConnectionQuery; result: ConnectionState };
  states: {
    arguments: { readonly connections: readonly ConnectionQuery[] };
    result: { readonly states: readonly ConnectionState[] };
  };

  setting: { arguments: { readonly name: string }; result: { readonly value: string } };
  /** Changes a setting until the connection to the agent ends. */
  setSetting: {
    arguments: { readonly name: string; readonly value: string | number };
    result: { readonly previous: string };
  };
  /** Those of the names that the target has. */
  settings: {
    arguments: { readonly names: readonly string[] };
    result: { readonly values: Readonly<Record<string, string>> };
  };
}

export type CallName = keyof Calls;
export type ArgumentsOf<C extends CallName> = Calls[C]['arguments'];
export type ResultOf<C extends CallName> = Calls[C]['result'];

/**
 * Why a call was not made: the target or the agent cannot do it; the request is wrong; the handle stands for nothing;
 * the system call failed; the agent's rules forbid it; the agent itself is broken.
 */
export type ErrorKind = 'unsupported' | 'bad-request' | 'no-such-socket' | 'errno' | 'refused' | 'fault';

/** A negative answer. `id` is null when the request's could not be read. */
export interface Failure {
  readonly id: number | null;
  readonly ok: false;
  readonly error: ErrorKind;
  readonly errno?: string;
  readonly message: string;
}
