import { add } from '../../wire/seq.js';
import { RULES } from '../rules.js';
import type { Fault } from './fault.js';

/** Faults of sequence numbers, acknowledgments and text (RFC 9293 3.4, 3.8.5, 3.8.6.3, 3.10.7.4). */
export const ACKNOWLEDGING_FAULTS: readonly Fault[] = [
  {
    name: 'sequence-not-modulo',
    breaks: { section: '3.4' },
    summary: 'Sequence numbers are compared as plain numbers, not modulo 2^32.',
    patch: { distance: (from, to) => to - from },
  },
  {
    name: 'everything-acceptable',
    breaks: { section: '3.10.7.4' },
    summary: 'Segments outside of the window are not rejected.',
    patch: { acceptable: () => true },
  },
  {
    name: 'right-edge-off-by-one',
    breaks: { section: '3.10.7.4' },
    summary: 'The octet just beyond the window is acceptable.',
    patch: { acceptable: (seg, rcv, distance) => RULES.acceptable(seg, { nxt: rcv.nxt, wnd: rcv.wnd + 1 }, distance) },
  },
  {
    name: 'left-overlap-rejected',
    breaks: { section: '3.10.7.4' },
    summary: 'A segment that begins left of the window is rejected although its end is new.',
    patch: {
      acceptable: (seg, rcv, distance) => distance(rcv.nxt, seg.seq) >= 0 && RULES.acceptable(seg, rcv, distance),
    },
  },
  {
    name: 'unacceptable-not-answered',
    breaks: { section: '3.10.7.4' },
    summary: 'A segment that is not acceptable draws no ACK.',
    patch: { answersUnacceptable: () => false },
  },
  {
    name: 'ack-bit-not-needed',
    breaks: { section: '3.10.7.4' },
    summary: 'Text without ACK bit is taken.',
    patch: { withoutAck: 'take' },
  },
  {
    name: 'without-ack-acknowledged',
    breaks: { section: '3.10.7.4' },
    summary: 'A segment without ACK bit is not dropped in silence, but acknowledged.',
    patch: { withoutAck: 'acknowledge' },
  },
  {
    name: 'ack-of-unsent-taken',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of what was not sent moves SND.UNA.',
    patch: {
      ackKind: (ack, snd, distance) => (distance(snd.nxt, ack) > 0 ? 'new' : RULES.ackKind(ack, snd, distance)),
    },
  },
  {
    name: 'ack-of-unsent-ignored',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of what was not sent draws no ACK.',
    alike: 'Linux in ESTABLISHED',
    patch: { ackOfUnsent: () => 'ignore' },
  },
  {
    name: 'ack-of-unsent-resets',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of what was not sent ends the connection.',
    patch: { ackOfUnsent: () => 'reset' },
  },
  {
    name: 'ack-of-unsent-taken-with-text',
    breaks: { section: '3.10.7.4' },
    summary: 'A segment that acknowledges what was not sent is not dropped: its text is taken.',
    patch: {
      ackKind: (ack, snd, distance) => {
        const kind = RULES.ackKind(ack, snd, distance);
        return kind === 'unsent' ? 'old' : kind;
      },
    },
  },
  {
    name: 'old-ack-moves-una-back',
    breaks: { section: '3.10.7.4' },
    summary: 'An old acknowledgment moves SND.UNA back.',
    patch: {
      ackKind: (ack, snd, distance) => {
        const kind = RULES.ackKind(ack, snd, distance);
        return kind === 'old' ? 'new' : kind;
      },
    },
  },
  {
    name: 'old-ack-answered',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of nothing new is answered with an ACK: two such ends never stop.',
    patch: { answersOldAck: true },
  },
  {
    name: 'ack-out-of-range-resets',
    breaks: { section: 'RFC5961 5.2', requirement: 'MAY-12' },
    summary: 'An acknowledgment outside of the range of RFC 5961 ends the connection.',
    patch: {
      ackKind: (ack, snd, distance) => {
        const kind = RULES.ackKind(ack, snd, distance);
        return kind === 'too-old' ? 'unsent' : kind;
      },
      ackOfUnsent: () => 'reset',
    },
  },
  {
    name: 'too-old-ack-taken',
    breaks: { section: 'RFC5961 5.2', requirement: 'MAY-12' },
    summary: 'An acknowledgment far behind SND.UNA is not told from other old ones.',
    alike: 'stacks without RFC 5961',
    recordOnly: true,
    patch: {
      ackKind: (ack, snd, distance) => {
        const kind = RULES.ackKind(ack, snd, distance);
        return kind === 'too-old' ? 'old' : kind;
      },
    },
  },
  {
    name: 'old-ack-taken-for-too-old',
    breaks: { section: 'RFC5961 5.2' },
    summary: 'Whatever acknowledges less than SND.UNA is dropped.',
    patch: {
      ackKind: (ack, snd, distance) => {
        const kind = RULES.ackKind(ack, snd, distance);
        return kind === 'old' ? 'too-old' : kind;
      },
    },
  },
  {
    name: 'too-old-ack-ignored',
    breaks: { section: 'RFC5961 5.2' },
    summary: 'A segment with an acknowledgment far behind SND.UNA is dropped without an ACK.',
    patch: { challenges: (why) => why !== 'ack' },
  },
  {
    name: 'window-taken-from-old-segment',
    breaks: { section: '3.10.7.4' },
    summary: 'An old segment sets the send window.',
    patch: { updatesWindow: () => true },
  },
  {
    name: 'window-update-ignored',
    breaks: { section: '3.8.6' },
    summary: 'A segment that acknowledges nothing new does not set the send window.',
    patch: { updatesWindow: (seg, snd, distance) => distance(snd.wl2, seg.ack) > 0 },
  },
  {
    name: 'out-of-order-dropped',
    breaks: { section: '3.10.7.4', requirement: 'SHLD-31' },
    summary: 'Text ahead of a gap is thrown away.',
    patch: { holdsOutOfOrder: false },
  },
  {
    name: 'duplicate-ack-missing',
    breaks: { section: 'RFC5681 4.2' },
    summary: 'Text ahead of a gap draws no ACK.',
    patch: { acknowledgesOutOfOrder: false },
  },
  {
    name: 'text-acknowledged-early',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of text covers an octet that has not arrived.',
    patch: { acknowledged: (rcvNxt, why) => (why === 'text' ? add(rcvNxt, 1) : rcvNxt) },
  },
  {
    name: 'acknowledged-less-than-before',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment that is not for text or a FIN leaves out the last octet that was received.',
    patch: { acknowledged: (rcvNxt, why) => (why === 'other' ? add(rcvNxt, -1) : rcvNxt) },
  },
  {
    name: 'fin-not-counted-in-ack',
    breaks: { section: '3.4' },
    summary: 'The acknowledgment of a FIN does not count the FIN.',
    patch: { acknowledged: (rcvNxt, why) => (why === 'fin' ? add(rcvNxt, -1) : rcvNxt) },
  },
  {
    name: 'delayed-ack-too-long',
    breaks: { section: '3.8.6.3', requirement: 'MUST-40' },
    summary: 'An acknowledgment waits for 600 ms.',
    patch: { delayedAckMs: () => 600 },
  },
  {
    name: 'second-segment-not-acknowledged',
    breaks: { section: '3.8.6.3', requirement: 'SHLD-18' },
    summary: 'Acknowledgments wait however many full-sized segments come.',
    patch: { segmentsPerAck: Number.POSITIVE_INFINITY },
  },
  {
    name: 'urgent-pointer-sent-off-by-one',
    breaks: { section: '3.8.5', requirement: 'MUST-62' },
    summary: 'The urgent pointer that is sent names the octet after the one it should.',
    patch: { urgentPointerSent: (mark, seq, distance) => RULES.urgentPointerSent(add(mark, 1), seq, distance) },
  },
  {
    name: 'urgent-pointer-read-off-by-one',
    breaks: { section: '3.8.5', requirement: 'MUST-62' },
    summary: 'The urgent pointer that arrives is taken for one octet less than it says.',
    patch: { urgentMark: (seq, up) => add(seq, up - 1) },
  },
  {
    name: 'urgent-not-told',
    breaks: { section: '3.8.5', requirement: 'MUST-32' },
    summary: 'The user is not told of urgent data.',
    patch: { tellsUrgent: false },
  },
  {
    name: 'urgent-after-fin-told',
    breaks: { section: '3.10.7.4' },
    summary: "The user is told of urgent data after the peer's FIN.",
    patch: { takesUrgent: () => true, closingIgnoresRest: false },
  },
];
