import { add } from '../../wire/seq.js';
import { isSynchronized } from '../state.js';
import type { Fault } from './fault.js';

/** Faults of resets, sent and received (RFC 9293 3.5.2, 3.5.3, 3.10.5, RFC 5961). */
export const RESET_FAULTS: readonly Fault[] = [
  {
    name: 'rst-in-syn-received-ignored',
    breaks: { section: '3.10.7.4', requirement: 'MUST-11' },
    summary: 'A RST in SYN-RECEIVED does not return the connection to LISTEN.',
    patch: { resetEnds: (state) => state !== 'SYN-RECEIVED' },
  },
  {
    name: 'half-open-left-behind',
    breaks: { section: '3.10.7.4', requirement: 'MUST-11' },
    summary: 'After a RST in SYN-RECEIVED the connection says LISTEN, yet the ACK still completes the handshake.',
    patch: { resetForgetsHalfOpen: false },
  },
  {
    name: 'rst-at-rcv-nxt-ignored',
    breaks: { section: '3.10.7.4' },
    summary: 'A RST in a synchronized state does nothing.',
    patch: { resetEnds: (state) => !isSynchronized(state) },
  },
  {
    name: 'rst-in-window-taken',
    breaks: { section: 'RFC5961 3.2' },
    summary: 'A RST anywhere in the window ends the connection.',
    alike: 'stacks without RFC 5961',
    recordOnly: true,
    patch: { resetInWindow: () => 'take' },
  },
  {
    name: 'rst-in-window-answered-with-rst',
    breaks: { section: 'RFC5961 3.2' },
    summary: 'A RST in the window but not at RCV.NXT is answered with a RST.',
    patch: { resetInWindow: ({ isExact }) => (isExact ? 'take' : 'answer') },
  },
  {
    name: 'rst-outside-window-taken',
    breaks: { section: '3.5.3' },
    summary: 'A RST ends the connection whatever its sequence number.',
    patch: { dropsResetOutsideWindow: false },
  },
  {
    name: 'rst-answered-with-rst',
    breaks: { section: '3.5.3' },
    summary: 'A RST that ends a connection is answered with a RST.',
    patch: { answersReset: isSynchronized },
  },
  {
    name: 'rst-in-closed-answered',
    breaks: { section: '3.10.7.1' },
    summary: 'A RST for no connection is answered with a RST.',
    patch: { answersReset: (state) => state === 'CLOSED' },
  },
  {
    name: 'rst-in-listen-answered',
    breaks: { section: '3.10.7.2' },
    summary: 'A RST in LISTEN is answered with a RST.',
    patch: { answersReset: (state) => state === 'LISTEN' },
  },
  {
    name: 'challenge-ack-missing',
    breaks: { section: 'RFC5961 3.2' },
    summary: 'Where RFC 5961 wants a challenge ACK, nothing is sent.',
    patch: { challenges: () => false },
  },
  {
    name: 'challenge-acks-unlimited',
    breaks: { section: 'RFC5961 7' },
    summary: 'However many segments ask for one, each gets a challenge ACK.',
    patch: { challengesInFiveSeconds: Number.POSITIVE_INFINITY },
  },
  {
    name: 'challenge-limit-of-zero',
    breaks: { section: 'RFC5961 7' },
    summary: 'The limit of challenge ACKs lets none of them pass.',
    patch: { challengesInFiveSeconds: 0 },
  },
  {
    name: 'challenge-limit-for-ever',
    breaks: { section: 'RFC5961 7' },
    summary: 'Once the limit of challenge ACKs is reached, none is ever sent again.',
    patch: { challengesCountedMs: Number.POSITIVE_INFINITY },
  },
  {
    name: 'syn-in-synchronized-resets',
    breaks: { section: 'RFC5961 4.2' },
    summary: 'A SYN in the window ends a synchronized connection.',
    alike: 'stacks without RFC 5961',
    recordOnly: true,
    patch: { synInSynchronized: () => 'reset' },
  },
  {
    name: 'closed-silent',
    breaks: { section: '3.10.7.1' },
    summary: 'A segment for no connection draws no RST.',
    alike: 'hosts behind a firewall that drops',
    patch: { resetsUnknown: false },
  },
  {
    name: 'rst-wrong-seq-with-ack',
    breaks: { section: '3.10.7.1' },
    summary: 'The RST that answers a segment with ACK has sequence number 0.',
    patch: { resetFor: ({ hasAck, seq, len }) => (hasAck ? { seq: 0 } : { seq: 0, ack: add(seq, len) }) },
  },
  {
    name: 'rst-wrong-ack-without-ack',
    breaks: { section: '3.10.7.1' },
    summary: 'The RST that answers a segment without ACK acknowledges SEG.SEQ, not what the segment occupies.',
    patch: { resetFor: ({ hasAck, seq, ack }) => (hasAck ? { seq: ack } : { seq: 0, ack: seq }) },
  },
  {
    name: 'rst-without-ack-bit',
    breaks: { section: '3.10.7.1' },
    summary: 'The RST that answers a segment without ACK acknowledges nothing.',
    patch: { resetFor: ({ hasAck, ack }) => ({ seq: hasAck ? ack : 0 }) },
  },
  {
    name: 'rst-out-of-wrong-port',
    breaks: { section: '3.5.2' },
    summary: 'The ports of a RST for no connection are the wrong way round.',
    patch: { replyPorts: ({ to, from }) => ({ source: from, destination: to }) },
  },
  {
    name: 'rst-from-wrong-address',
    breaks: { section: '3.5.2' },
    summary: 'A RST for no connection comes from another address than the one that the segment was sent to.',
    patch: { replySource: (arrivedAt) => neighbourOf(arrivedAt) },
  },
  {
    name: 'abort-sends-fin',
    breaks: { section: '3.10.5' },
    summary: 'ABORT sends a FIN, not a RST.',
    patch: { abortSends: 'fin' },
  },
  {
    name: 'abort-silent',
    breaks: { section: '3.10.5' },
    summary: 'ABORT sends nothing.',
    patch: { abortSends: 'nothing' },
  },
  {
    name: 'abort-always-sends-rst',
    breaks: { section: '3.10.5' },
    summary: 'ABORT sends a RST also where the peer has to be told nothing.',
    patch: { abortTells: () => true },
  },
  {
    name: 'close-with-unread-sends-fin',
    breaks: { section: '3.6.1', requirement: 'SHLD-3' },
    summary: 'CLOSE with octets unread sends a FIN as if nothing was lost.',
    patch: { resetsUnread: false },
  },
  {
    name: 'text-for-nobody-taken',
    breaks: { section: '3.6.1', requirement: 'SHLD-3' },
    summary: 'Text for a connection that no user holds is acknowledged and thrown away.',
    patch: { textForNobody: 'take' },
  },
];

/** Another address in the same prefix. */
function neighbourOf(address: string): string {
  return address.replace(/.$/, (last) => (last === '9' ? '8' : '9'));
}
