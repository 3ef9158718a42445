import { add } from '../wire/seq.js';
import type { SourceRoute } from './ip/source-route.js';
import { OctetQueue } from './octet-queue.js';
import type { Path } from './path.js';
import { Reassembly } from './reassembly.js';
import type { SocketOptions } from './socket-options.js';
import type { State } from './state.js';

/** A segment that occupies sequence space and is not acknowledged yet. */
export interface InFlight {
  seq: number;
  /** Octets of sequence space, SYN and FIN included. */
  len: number;
  syn: boolean;
  fin: boolean;
  psh: boolean;
  /** When it was sent last, in ms, and how often. */
  sentAt: number;
  times: number;
}

/** What the user is told of that does not end the connection (RFC 9293 3.9.1.8): the ICMP message that came. */
export interface SoftError {
  readonly errno: string;
  readonly origin: 'icmp' | 'local';
  readonly type: number;
  readonly code: number;
}

/** Explicit congestion notification (RFC 3168 6.1). */
export interface Ecn {
  used: boolean;
  /** The bits of our SYN,ACK. */
  answer: 'ece' | 'both' | 'none';
  /** A mark has come and the peer does not know that we know. */
  echoes: boolean;
  /** SND.NXT when the congestion window was reduced last. */
  reducedAt: number | undefined;
  /** The peer does not know of it yet. */
  reducedUnsaid: boolean;
}

/** The user's end of a connection, as the protocol sees it. */
export interface UserSide {
  /** Something has changed that a waiting call may look at. */
  wake(): void;
  /** The connection is gone, for this reason; '' if there is nothing to tell. */
  ended(errno: string): void;
  /** Something happened that it may want to know. */
  report(error: SoftError): void;
}

/** The passive OPEN that a connection came from. */
export interface Origin {
  /** The connection is established and can be accepted. */
  established(tcb: Tcb): void;
  /** The connection is gone before it was accepted. */
  gone(tcb: Tcb): void;
}

/** The names of a connection's timers. */
export type TimerName =
  | 'retransmission'
  | 'persist'
  | 'delayed-ack'
  | 'time-wait'
  | 'keep-alive'
  | 'user-timeout'
  | 'fin-wait-2';

/** The estimator of RFC 6298 2. Times are in ms; `srtt` is undefined before the first measurement. */
export interface RttEstimate {
  srtt: number | undefined;
  rttvar: number;
  rto: number;
}

/** The send sequence space of RFC 9293 3.3.1 and what belongs to it. */
export interface SendSpace {
  readonly iss: number;
  una: number;
  nxt: number;
  wnd: number;
  wl1: number;
  wl2: number;
  /** MAX.SND.WND of RFC 5961 5.2. */
  maxWnd: number;
  /** SND.UP: the octet after the urgent data; undefined if there is none. */
  up: number | undefined;
  /** The shift of the windows that arrive. */
  shift: number;
  /** The MSS that the peer offered, or the default. */
  mss: number;
  /** What the user gave and the peer has not acknowledged, and the sequence number of its first octet. */
  readonly text: OctetQueue;
  textSeq: number;
  flight: InFlight[];
  /** The user has closed; the FIN goes after all text. */
  closing: boolean;
  finSent: boolean;
  finAcked: boolean;
  /** An octet beyond a window of zero is under way as a probe. */
  probing: boolean;
  probes: number;
}

/** The receive sequence space of RFC 9293 3.3.1 and what belongs to it. */
export interface ReceiveSpace {
  irs: number;
  nxt: number;
  /** RCV.NXT+RCV.WND: the first octet beyond the window as it was offered. */
  edge: number;
  /** RCV.UP: the octet after the urgent data; undefined if there is none. */
  up: number | undefined;
  /** The user was told of the urgent data up to RCV.UP. */
  toldUp: number | undefined;
  /** The shift of the windows that are sent. */
  shift: number;
  /** In order and not yet taken by the user, who has taken all before `readSeq`. */
  readonly text: OctetQueue;
  readSeq: number;
  readonly held: Reassembly;
  /** The sequence number of the peer's FIN, once it is known; `finTaken` once it was processed. */
  fin: number | undefined;
  finTaken: boolean;
  /** RFC 9293 3.10.7.4: an acknowledgment that is due, at once or soon. */
  ackDue: 'no' | 'soon' | 'now';
  /** Octets of text since the last acknowledgment. */
  unacked: number;
  lastAckSent: number;
  lastReserved: number;
}

/** Congestion control of RFC 5681, in octets. */
export interface Congestion {
  cwnd: number;
  ssthresh: number;
  duplicates: number;
  /** SND.NXT when a loss was noticed: up to there it is being repaired. */
  recover: number | undefined;
}

/** A transmission control block: all that is kept of a connection (RFC 9293 3.3.1). */
export interface Tcb {
  readonly path: Path;
  /** Whether it came from a passive OPEN. */
  readonly passive: boolean;
  readonly options: SocketOptions;
  state: State;
  readonly snd: SendSpace;
  readonly rcv: ReceiveSpace;
  readonly rtt: RttEstimate;
  readonly congestion: Congestion;
  readonly timers: Map<TimerName, () => void>;
  /** RFC 7323: whether timestamps are in use, TS.Recent, and what is added to the clock. */
  readonly timestamps: { used: boolean; recent: number; readonly offset: number };
  sack: boolean;
  /** RFC 7323 2.2: both sides have offered to scale their windows. */
  scales: boolean;
  /** The largest IP packet that the path carries. */
  pathMtu: number;
  /** Retransmissions since the peer last acknowledged anything new. */
  sentAgain: number;
  /** RFC 5961 7: the challenge ACKs since a moment, in ms on the clock. */
  challenged: { since: number; count: number };
  /** When what is outstanding first went unacknowledged, in ms; undefined if nothing is. */
  outstandingSince: number | undefined;
  keepAlivesUnanswered: number;
  lastArrivalAt: number;
  /** When text was last sent. */
  lastTextAt: number;
  /** Why the network could not deliver lately, as ICMP tells (RFC 9293 3.9.2.2). */
  softError: string;
  readonly ecn: Ecn;
  /** The way back that a source route has shown (RFC 9293 3.9.2.1). */
  returnRoute: SourceRoute | undefined;
  /** DSCP and ECN bits of the last acceptable segment. */
  receivedTrafficClass: number | undefined;
  user: UserSide | undefined;
  /** The passive OPEN it came from, until it is accepted. */
  origin: Origin | undefined;
  /** The connection in TIME-WAIT that this one has followed before it was established, and when that one ends. */
  predecessor: { readonly tcb: Tcb; readonly endsAt: number } | undefined;
  /** When the 2 MSL are over, in ms. */
  timeWaitEndsAt: number;
  /** CLOSE was called and nobody holds it any more. */
  orphaned: boolean;
  /** A half-open connection that should be gone, but is not. */
  ghost: boolean;
}

/** What a new connection starts from. */
export interface NewTcb {
  readonly path: Path;
  readonly passive: boolean;
  readonly options: SocketOptions;
  readonly iss: number;
  readonly mss: number;
  readonly rtoMs: number;
  readonly timestampOffset: number;
  readonly mtu: number;
  readonly now: number;
}

/** A TCB that has sent and received nothing. */
export function newTcb({ path, passive, options, iss, mss, rtoMs, timestampOffset, mtu, now }: NewTcb): Tcb {
  return {
    path,
    passive,
    options,
    state: 'CLOSED',
    snd: {
      iss,
      una: iss,
      nxt: iss,
      wnd: 0,
      wl1: 0,
      wl2: 0,
      maxWnd: 0,
      up: undefined,
      shift: 0,
      mss,
      text: new OctetQueue(),
      textSeq: add(iss, 1),
      flight: [],
      closing: false,
      finSent: false,
      finAcked: false,
      probing: false,
      probes: 0,
    },
    rcv: {
      irs: 0,
      nxt: 0,
      edge: 0,
      up: undefined,
      toldUp: undefined,
      shift: 0,
      text: new OctetQueue(),
      readSeq: 0,
      held: new Reassembly(),
      fin: undefined,
      finTaken: false,
      ackDue: 'no',
      unacked: 0,
      lastAckSent: 0,
      lastReserved: 0,
    },
    rtt: { srtt: undefined, rttvar: 0, rto: rtoMs },
    congestion: { cwnd: 0, ssthresh: Number.POSITIVE_INFINITY, duplicates: 0, recover: undefined },
    timers: new Map(),
    timestamps: { used: false, recent: 0, offset: timestampOffset },
    sack: false,
    scales: false,
    pathMtu: mtu,
    sentAgain: 0,
    challenged: { since: Number.NEGATIVE_INFINITY, count: 0 },
    outstandingSince: undefined,
    keepAlivesUnanswered: 0,
    lastArrivalAt: now,
    lastTextAt: now,
    softError: '',
    ecn: { used: false, answer: 'none', echoes: false, reducedAt: undefined, reducedUnsaid: false },
    returnRoute: undefined,
    receivedTrafficClass: undefined,
    user: undefined,
    origin: undefined,
    predecessor: undefined,
    timeWaitEndsAt: 0,
    orphaned: false,
    ghost: false,
  };
}
