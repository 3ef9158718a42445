import { ACK, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../../wire/tcp.js';
import type { Leaving, Stack } from '../stack.js';
import type { Tcb } from '../tcb.js';
import { disarm } from '../timers.js';
import { offerWindow, rcvWnd } from '../window.js';
import { ecnBits, ecnMarked } from './ecn-sent.js';
import { ipOptionsSent } from './ip-options-sent.js';
import { synOptions, usualOptions } from './options-sent.js';
import type { Outgoing } from './outgoing.js';

const NO_TEXT = new Uint8Array(0);
const LARGEST_FIELD = 0xffff;

/** Sends a segment of a connection. One with ACK acknowledges all that was received, so that none is due any more. */
export function emit(stack: Stack, tcb: Tcb, out: Outgoing): void {
  const { rules } = stack;
  const { rcv, path } = tcb;
  const text = out.text ?? NO_TEXT;
  const urgent = urgentPointer(stack, tcb, out.seq);
  const flags =
    (out.syn ? SYN : 0) |
    (out.fin ? FIN : 0) |
    (out.rst ? RST : 0) |
    (out.ack ? ACK : 0) |
    (out.psh ? PSH : 0) |
    (urgent === undefined || out.rst ? 0 : URG) |
    ecnBits(stack, tcb, out);
  const isBareAck = (flags & ~(ECE | CWR)) === ACK && text.length === 0;
  const ack = out.ack ? rules.acknowledged(rcv.nxt, out.why ?? 'other') : 0;
  stack.transmit(
    {
      sourcePort: path.local.port,
      destinationPort: path.remote.port,
      seq: out.seq,
      ack,
      reserved: rules.reservedSent(rcv.lastReserved),
      flags,
      window: out.rst ? 0 : windowField(stack, tcb, out),
      urgentPointer: urgent === undefined || out.rst ? 0 : urgent,
      options: out.syn ? synOptions(stack, tcb, out.ack === true) : usualOptions(stack, tcb, isBareAck),
      payload: text,
    },
    leaving(stack, tcb, out),
  );
  if (out.ack) acknowledged(tcb);
}

/** From where to where the segments of a connection go, and what the user wants of their IP header. */
export function leaving(stack: Stack, tcb: Tcb, out: Outgoing): Leaving {
  const { path, options } = tcb;
  const is4 = path.family === 4;
  return {
    ...(is4 ? ipOptionsSent(stack, tcb) : {}),
    source: path.local.address,
    destination: path.remote.address,
    hops: is4 ? options.IP_TTL : options.IPV6_UNICAST_HOPS,
    trafficClass: ecnMarked(stack, tcb, out, is4 ? options.IP_TOS : options.IPV6_TCLASS),
  };
}

/** RFC 9293 3.8.5: the pointer is sent as long as urgent data lies ahead of the segment. */
function urgentPointer({ rules }: Stack, { snd }: Tcb, seq: number): number | undefined {
  if (snd.up === undefined || rules.distance(seq, snd.up) <= 0) return undefined;
  return Math.max(0, rules.urgentPointerSent(snd.up, seq, rules.distance)) & LARGEST_FIELD;
}

/** RFC 7323 2.2: the window of a SYN is not scaled. */
function windowField(stack: Stack, tcb: Tcb, out: Outgoing): number {
  const field = offerWindow(stack, tcb);
  if (!out.syn) return field;
  const octets = out.ack ? rcvWnd(tcb) : tcb.options.SO_RCVBUF;
  return Math.min(octets, LARGEST_FIELD) >> stack.rules.synShift(tcb.rcv.shift);
}

function acknowledged(tcb: Tcb): void {
  tcb.rcv.ackDue = 'no';
  tcb.rcv.unacked = 0;
  tcb.rcv.lastAckSent = tcb.rcv.nxt;
  disarm(tcb, 'delayed-ack');
}
