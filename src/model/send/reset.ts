import { ACK, RST } from '../../wire/tcp.js';
import type { Seg } from '../seg.js';
import type { Stack } from '../stack.js';
import type { State } from '../state.js';
import type { Tcb } from '../tcb.js';
import { emit } from './emit.js';

/** Answers a segment with a RST (RFC 9293 3.5.2), unless it is one itself. */
export function resetFor(stack: Stack, seg: Seg, state: State): void {
  const { rules, settings, addresses } = stack;
  if (seg.rst && !rules.answersReset(state)) return;
  const { seq, ack } = rules.resetFor(seg);
  const { local, remote } = seg.path;
  const { source: sourcePort, destination: destinationPort } = rules.replyPorts({ to: local.port, from: remote.port });
  const segment = {
    sourcePort,
    destinationPort,
    seq,
    ack: ack ?? 0,
    reserved: rules.reservedSent(seg.reserved),
    flags: ack === undefined ? RST : RST | ACK,
    window: 0,
    urgentPointer: 0,
    options: [],
    payload: new Uint8Array(0),
  };
  const source = rules.replySource(local.address, addresses);
  stack.transmit(segment, {
    source,
    destination: remote.address,
    hops: settings['model.hop-limit'],
    trafficClass: 0,
  });
}

/** Sends <SEQ=SND.NXT><CTL=RST> (RFC 9293 3.10.5). */
export function resetNow(stack: Stack, tcb: Tcb): void {
  emit(stack, tcb, { seq: tcb.snd.nxt, rst: true });
}
