import { add } from '../../wire/seq.js';
import { RULES } from '../rules.js';
import type { Fault } from './fault.js';

/** Faults of opening a connection (RFC 9293 3.4.1, 3.5, 3.10.7.2, 3.10.7.3). */
export const OPENING_FAULTS: readonly Fault[] = [
  {
    name: 'iss-constant',
    breaks: { section: '3.4.1', requirement: 'MUST-8' },
    summary: 'Every connection starts with the same sequence number.',
    patch: { iss: () => 1_000_000, issAfter: (iss) => iss },
  },
  {
    name: 'iss-same-in-new-incarnation',
    breaks: { section: '3.4.1', requirement: 'MUST-8' },
    summary: 'A pair of sockets always starts with the same sequence number: the clock is left out.',
    patch: { iss: (_tick, hash) => hash, issAfter: (iss) => iss },
  },
  {
    name: 'iss-without-hash',
    breaks: { section: '3.4.1', requirement: 'MUST-9' },
    summary: 'The sequence numbers of all connections come from one clock, so that one tells of another.',
    patch: { iss: (tick) => tick },
  },
  {
    name: 'iss-below-time-wait',
    breaks: { section: '3.6.1', requirement: 'MAY-2' },
    summary: 'A connection out of TIME-WAIT starts below what the last one used.',
    patch: { issAfter: (_iss, lastUsed) => add(lastUsed, -100_000) },
  },
  {
    name: 'syn-fin-opens',
    breaks: { section: '3.10.7.2' },
    summary: 'A FIN beside a SYN opens a connection without a handshake.',
    patch: { synFinOpens: true },
  },
  {
    name: 'syn-text-lost',
    breaks: { section: '3.10.7.2' },
    summary: 'Text beside a SYN is acknowledged, but never delivered.',
    patch: { synText: 'lose' },
  },
  {
    name: 'ack-in-listen-ignored',
    breaks: { section: '3.10.7.2' },
    summary: 'An acknowledgment in LISTEN draws no RST.',
    patch: { ackInListen: 'ignore' },
  },
  {
    name: 'bad-ack-in-syn-sent-ignored',
    breaks: { section: '3.10.7.3' },
    summary: 'An acknowledgment of what was not sent draws no RST in SYN-SENT.',
    patch: { badAckInSynSent: 'ignore' },
  },
  {
    name: 'bad-ack-in-syn-sent-taken',
    breaks: { section: '3.10.7.3' },
    summary: 'A SYN,ACK establishes the connection, whatever it acknowledges.',
    patch: { badAckInSynSent: 'take' },
  },
  {
    name: 'bad-ack-in-syn-received-ignored',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of what was not sent draws no RST in SYN-RECEIVED.',
    patch: { badAckInSynReceived: 'ignore' },
  },
  {
    name: 'bad-ack-in-syn-received-acknowledged',
    breaks: { section: '3.10.7.4' },
    summary: 'An acknowledgment of what was not sent draws an ACK in SYN-RECEIVED, where it should draw a RST.',
    patch: { badAckInSynReceived: 'acknowledge' },
  },
  {
    name: 'bad-ack-in-syn-received-taken',
    breaks: { section: '3.10.7.4' },
    summary: 'Any acknowledgment completes the handshake.',
    patch: { badAckInSynReceived: 'take' },
  },
  {
    name: 'listen-resets-anything-else',
    breaks: { section: '3.10.7.2' },
    summary: 'A segment without SYN, ACK and RST draws a RST in LISTEN, where it should be dropped.',
    patch: { anythingElse: (state) => (state === 'LISTEN' ? 'reset' : 'drop') },
  },
  {
    name: 'syn-sent-resets-anything-else',
    breaks: { section: '3.10.7.3' },
    summary: 'A segment without SYN, ACK and RST draws a RST in SYN-SENT, where it should be dropped.',
    patch: { anythingElse: (state) => (state === 'SYN-SENT' ? 'reset' : 'drop') },
  },
  {
    name: 'syn-in-syn-received-ignored',
    breaks: { section: '3.10.7.4' },
    summary: 'A SYN in the window in SYN-RECEIVED neither returns the connection to LISTEN nor is answered.',
    patch: { synInWindowOfHalfOpen: 'ignore' },
  },
  {
    name: 'rst-in-syn-sent-taken-without-ack',
    breaks: { section: '3.10.7.3' },
    summary: 'A RST ends SYN-SENT although it does not acknowledge the SYN.',
    patch: { resetEndsSynSent: () => true },
  },
  {
    name: 'rst-in-syn-sent-ignored',
    breaks: { section: '3.10.7.3' },
    summary: 'A RST that acknowledges the SYN does not end SYN-SENT.',
    patch: { resetEndsSynSent: () => false },
  },
  {
    name: 'simultaneous-open-refused',
    breaks: { section: '3.5', requirement: 'MUST-10' },
    summary: 'A SYN in SYN-SENT is refused.',
    patch: { simultaneousOpen: 'refuse' },
  },
  {
    name: 'simultaneous-open-fresh-iss',
    breaks: { section: '3.5', requirement: 'MUST-10' },
    summary: 'The SYN,ACK of a simultaneous open has another sequence number than the SYN.',
    patch: { simultaneousOpen: 'fresh-iss', iss: (tick, hash) => add(RULES.iss(tick, hash), tick) },
  },
  {
    name: 'simultaneous-open-never-completed',
    breaks: { section: '3.5', requirement: 'MUST-10' },
    summary: 'The SYN,ACK of the peer does not complete a simultaneous open.',
    patch: { takesSynAckOfSimultaneousOpen: false },
  },
  {
    name: 'close-in-syn-sent-sends-rst',
    breaks: { section: '3.10.4' },
    summary: 'CLOSE in SYN-SENT sends a RST.',
    patch: { closeInSynSent: 'reset' },
  },
  {
    name: 'close-in-syn-sent-sends-fin',
    breaks: { section: '3.10.4' },
    summary: 'CLOSE in SYN-SENT sends a FIN.',
    patch: { closeInSynSent: 'fin' },
  },
  {
    name: 'second-open-allowed',
    breaks: { section: '3.10.1' },
    summary: 'OPEN of a connection that exists already is no error.',
    patch: { refuses: (call) => call !== 'second OPEN' },
  },
  {
    name: 'send-after-close-allowed',
    breaks: { section: '3.10.2' },
    summary: 'SEND after CLOSE is no error: what was sent is thrown away.',
    patch: { refuses: (call) => call !== 'SEND after CLOSE' },
  },
  {
    name: 'send-without-connection-allowed',
    breaks: { section: '3.10.2' },
    summary: 'SEND without a connection is no error: what was sent is thrown away.',
    patch: { refuses: (call) => call !== 'SEND without connection' },
  },
  {
    name: 'receive-without-connection-ends',
    breaks: { section: '3.10.3' },
    summary: 'RECEIVE without a connection says that the data has come to its end.',
    patch: { refuses: (call) => call !== 'RECEIVE without connection' },
  },
  {
    name: 'syn-with-other-bits-dropped',
    breaks: { section: '3.10.7.3' },
    summary: 'A SYN in SYN-SENT that bears PSH, URG, ECE or CWR is dropped.',
    patch: { takesSynWithOtherBits: false },
  },
  {
    name: 'early-sends-lost',
    breaks: { section: '3.10.2' },
    summary: 'What the user sends before the connection is established is lost.',
    patch: { keepsEarlySends: false },
  },
  {
    name: 'open-from-time-wait-allowed',
    breaks: { section: '3.6.1', requirement: 'MUST-13' },
    summary: 'An active OPEN may use a pair of sockets that is in TIME-WAIT.',
    patch: { timeWaitHoldsPort: false },
  },
  {
    name: 'local-address-ignored',
    breaks: { section: '3.9.1.1', requirement: 'MUST-43' },
    summary: 'A passive OPEN at one local address takes calls at all of them.',
    patch: { heedsLocalAddress: false },
  },
  {
    name: 'open-to-group-allowed',
    breaks: { section: '3.9.1.1', requirement: 'MUST-46' },
    summary: 'OPEN towards a broadcast or multicast address is not refused.',
    patch: { refusesOpenTo: () => false },
  },
  {
    name: 'syn-to-group-answered',
    breaks: { section: '3.9.2.3', requirement: 'MUST-57' },
    summary: 'Segments to or from addresses that no host can have are processed.',
    patch: { validEnd: () => true },
  },
];
