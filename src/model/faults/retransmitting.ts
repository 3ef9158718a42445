import { RULES } from '../rules.js';
import type { Fault } from './fault.js';

/** Faults of sending again and of giving up (RFC 9293 3.8.1 to 3.8.4, 3.9.2.2, RFC 6298, RFC 5681). */
export const RETRANSMITTING_FAULTS: readonly Fault[] = [
  {
    name: 'no-retransmission',
    breaks: { section: '3.8.1' },
    summary: 'What is not acknowledged is never sent again.',
    patch: { retransmits: false },
  },
  {
    name: 'no-back-off',
    breaks: { section: 'RFC6298 5.5' },
    summary: 'The intervals between retransmissions do not grow.',
    patch: { backedOff: (rtoMs) => rtoMs },
  },
  {
    name: 'rto-not-reset',
    breaks: { section: '3.8.1', requirement: 'MUST-18' },
    summary: 'Once backed off, the RTO never gets shorter again.',
    patch: { rtoAfterSample: Math.max },
  },
  {
    name: 'rto-ignores-measurements',
    breaks: { section: '3.8.1', requirement: 'MUST-18' },
    summary: 'The RTO stays what it was at the start, however long the round trip.',
    patch: { rtoAfterSample: (_computedMs, currentMs) => currentMs },
  },
  {
    name: 'initial-rto-too-short',
    breaks: { section: 'RFC6298 2.1' },
    summary: 'The first RTO is 200 ms.',
    patch: { initialRtoMs: () => 200 },
  },
  {
    name: 'karn-ignored',
    breaks: { section: '3.8.1', requirement: 'MUST-18' },
    summary: 'The round trip of what was sent again is measured too.',
    patch: { measures: () => true },
  },
  {
    name: 'retransmission-differs',
    breaks: { section: '3.8.1' },
    summary: 'The octets that are sent again are not those that were sent.',
    patch: { textAgain: (text) => text.map((octet) => octet ^ 0x20) },
  },
  {
    name: 'fast-retransmit-missing',
    breaks: { section: 'RFC5681 3.2' },
    summary: 'Three duplicate acknowledgments do not make a segment count as lost.',
    patch: { duplicatesToRetransmit: Number.POSITIVE_INFINITY },
  },
  {
    name: 'fast-retransmit-too-early',
    breaks: { section: 'RFC5681 3.2' },
    summary: 'One duplicate acknowledgment makes a segment count as lost.',
    patch: { duplicatesToRetransmit: 1 },
  },
  {
    name: 'fast-retransmit-at-second',
    breaks: { section: 'RFC5681 3.2' },
    summary: 'Two duplicate acknowledgments make a segment count as lost.',
    patch: { duplicatesToRetransmit: 2 },
  },
  {
    name: 'initial-window-too-large',
    breaks: { section: 'RFC5681 3.1' },
    summary: 'A connection starts with all that the peer has room for.',
    patch: { initialWindow: () => 1e9 },
  },
  {
    name: 'no-slow-start-after-loss',
    breaks: { section: 'RFC5681 3.1' },
    summary: 'A loss does not slow the sender down.',
    patch: { thresholdAfterLoss: () => 1e9, windowAfterAck: () => 1e9 },
  },
  {
    name: 'no-restart-after-idle',
    breaks: { section: 'RFC5681 4.1' },
    summary: 'After a pause all that was once allowed is sent at once.',
    patch: { windowAfterIdle: (cwnd) => cwnd },
  },
  {
    name: 'congestion-window-never-grows',
    breaks: { section: 'RFC5681 3.1' },
    summary: 'Acknowledgments do not open the congestion window.',
    patch: { windowAfterAck: (cwnd) => cwnd },
  },
  {
    name: 'user-timeout-ignored',
    breaks: { section: '3.10.8', requirement: 'MUST-21' },
    summary: "The user's timeout does not end the connection.",
    patch: { heedsUserTimeout: false },
  },
  {
    name: 'syn-timeout-never',
    breaks: { section: '3.8.3', requirement: 'MUST-22' },
    summary: 'A SYN that nobody answers is sent for ever.',
    patch: { givesUp: (sentAgain, limit, ofSyn) => !ofSyn && RULES.givesUp(sentAgain, limit, ofSyn) },
  },
  {
    name: 'syn-sent-once',
    breaks: { section: '3.8.1' },
    summary: 'A SYN is sent once, and given up.',
    patch: { givesUp: (sentAgain, limit, ofSyn) => ofSyn || RULES.givesUp(sentAgain, limit, ofSyn) },
  },
  {
    name: 'keep-alive-on-by-default',
    breaks: { section: '3.8.4', requirement: 'MUST-25' },
    summary: 'Keep-alives are sent although the user did not ask for them.',
    patch: { keepsAlive: () => true },
  },
  {
    name: 'keep-alive-after-a-minute',
    breaks: { section: '3.8.4', requirement: 'MUST-28' },
    summary: 'The idle time before keep-alives is a minute by default.',
    patch: { keepAliveIdle: () => 60 },
  },
  {
    name: 'keep-alive-never-sent',
    breaks: { section: '3.8.4' },
    summary: 'Keep-alives are not sent although the user asked for them.',
    patch: { sendsKeepAlives: false },
  },
  {
    name: 'keep-alive-dead-after-one',
    breaks: { section: '3.8.4', requirement: 'MUST-29' },
    summary: 'One keep-alive without answer ends the connection.',
    patch: { keepAliveIsDead: () => true },
  },
  {
    name: 'soft-error-ends-connection',
    breaks: { section: '3.9.2.2', requirement: 'MUST-56' },
    summary: 'A soft error of ICMP ends the connection.',
    patch: { icmpEnds: (kind) => kind !== 'source-quench' },
  },
  {
    name: 'source-quench-ends-connection',
    breaks: { section: '3.9.2.2', requirement: 'MUST-55' },
    summary: 'A source quench of ICMP ends the connection.',
    patch: { icmpEnds: (kind) => kind !== 'soft' },
  },
  {
    name: 'hard-error-ignored',
    breaks: { section: '3.9.2.2', requirement: 'SHLD-26' },
    summary: 'A hard error of ICMP does not end the connection.',
    alike: 'stacks that follow RFC 5927',
    patch: { icmpEnds: () => false },
  },
];
