import { RULES } from '../rules.js';
import type { State } from '../state.js';
import type { Fault } from './fault.js';

/** Faults of closing a connection (RFC 9293 3.6, 3.10.4, 3.10.7.4 step 8). */
export const CLOSING_FAULTS: readonly Fault[] = [
  {
    name: 'closing-skipped',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN in FIN-WAIT-1 leads to TIME-WAIT before ours is acknowledged.',
    patch: {
      stateAfterFin: (state, finAcked) => (state === 'FIN-WAIT-1' ? 'TIME-WAIT' : RULES.stateAfterFin(state, finAcked)),
    },
  },
  {
    name: 'fin-wait-2-takes-fin-for-closing',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN in FIN-WAIT-2 closes the connection without TIME-WAIT being entered at all: it stays in CLOSING.',
    patch: {
      stateAfterFin: (state, finAcked) => (state === 'FIN-WAIT-2' ? 'CLOSING' : RULES.stateAfterFin(state, finAcked)),
      stateAfterFinAcked: (state) => (state === 'CLOSING' ? state : RULES.stateAfterFinAcked(state)),
    },
  },
  {
    name: 'closing-never-left',
    breaks: { section: '3.10.7.4' },
    summary: 'The acknowledgment of our FIN does not end CLOSING.',
    patch: { stateAfterFinAcked: (state) => (state === 'CLOSING' ? state : RULES.stateAfterFinAcked(state)) },
  },
  {
    name: 'last-ack-never-left',
    breaks: { section: '3.10.7.4' },
    summary: 'The acknowledgment of our FIN does not end LAST-ACK.',
    patch: { stateAfterFinAcked: (state) => (state === 'LAST-ACK' ? state : RULES.stateAfterFinAcked(state)) },
  },
  {
    name: 'fin-wait-1-never-left',
    breaks: { section: '3.10.7.4' },
    summary: 'The acknowledgment of our FIN does not lead to FIN-WAIT-2.',
    patch: { stateAfterFinAcked: (state) => (state === 'FIN-WAIT-1' ? state : RULES.stateAfterFinAcked(state)) },
  },
  {
    name: 'time-wait-skipped',
    breaks: { section: '3.6.1', requirement: 'MUST-13' },
    summary: 'A connection that was closed actively is forgotten at once.',
    patch: { lingersInTimeWait: false },
  },
  {
    name: 'time-wait-never-left',
    breaks: { section: '3.10.8' },
    summary: 'TIME-WAIT never ends.',
    patch: { leavesTimeWait: false },
  },
  {
    name: 'time-wait-not-restarted',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN that comes again does not restart the 2 MSL.',
    recordOnly: true,
    patch: { restartsTimeWait: false },
  },
  {
    name: 'time-wait-ignores-rst',
    breaks: { section: '3.10.7.4' },
    summary: 'A RST does not end TIME-WAIT.',
    alike: 'stacks that follow RFC 1337',
    recordOnly: true,
    patch: { resetEnds: (state) => state !== 'TIME-WAIT' },
  },
  {
    name: 'time-wait-silent',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN that comes again in TIME-WAIT is not acknowledged.',
    patch: { answersUnacceptable: (state) => state !== 'TIME-WAIT' },
  },
  {
    name: 'time-wait-answers-ack',
    breaks: { section: '3.6.1' },
    summary: 'An acknowledgment in TIME-WAIT is acknowledged, so that two of a kind would never stop.',
    patch: { timeWaitAnswersAck: true },
  },
  {
    name: 'time-wait-not-reopened',
    breaks: { section: '3.6.1', requirement: 'MAY-2' },
    summary: 'No SYN opens a new connection out of TIME-WAIT.',
    recordOnly: true,
    patch: { reopens: () => false },
  },
  {
    name: 'time-wait-reopened-by-any-syn',
    breaks: { section: '3.6.1', requirement: 'MAY-2' },
    summary: 'Any SYN opens a new connection out of TIME-WAIT, an old one too.',
    patch: { reopens: () => true },
  },
  {
    name: 'time-wait-lost-to-old-syn',
    breaks: { section: '3.6.1', requirement: 'MAY-2' },
    summary: 'When a SYN that left TIME-WAIT turns out to be old, TIME-WAIT does not go on.',
    patch: { returnsToTimeWait: false },
  },
  {
    name: 'fin-not-acknowledged',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN is not acknowledged.',
    patch: { acknowledgesFin: false },
  },
  {
    name: 'second-fin-taken',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN after the FIN leads on, as if it were the first.',
    patch: {
      stateAfterFin: (state, finAcked) => AFTER_SECOND_FIN.get(state) ?? RULES.stateAfterFin(state, finAcked),
      closingIgnoresRest: false,
    },
  },
  {
    name: 'fin-taken-out-of-order',
    breaks: { section: '3.10.7.4' },
    summary: 'A FIN is processed although octets before it are missing.',
    patch: { finIsNext: () => true },
  },
  {
    name: 'half-close-impossible',
    breaks: { section: '3.6' },
    summary: 'After its CLOSE a user receives nothing more: text draws a RST.',
    patch: { receivesAfterClose: false },
  },
  {
    name: 'close-wait-closes-by-itself',
    breaks: { section: '3.6' },
    summary: "The peer's FIN is answered with a FIN that the user did not ask for.",
    patch: { closeWaitEndsByItself: true },
  },
  {
    name: 'close-drops-unsent',
    breaks: { section: '3.10.4' },
    summary: 'CLOSE throws away what was not sent yet.',
    patch: { closeKeepsUnsent: false },
  },
  {
    name: 'close-never-an-error',
    breaks: { section: '3.10.4' },
    summary: 'A CLOSE of a connection that is closing is answered with ok.',
    alike: 'Linux, but for TIME-WAIT',
    patch: { closeIsError: () => false },
  },
  {
    name: 'second-close-sends-fin',
    breaks: { section: '3.10.4' },
    summary: 'A second CLOSE sends a second FIN.',
    patch: { secondCloseSendsFin: true },
  },
  {
    name: 'close-in-syn-received-forgets',
    breaks: { section: '3.10.4' },
    summary: 'CLOSE in SYN-RECEIVED forgets the connection without a FIN.',
    patch: { closeInSynReceived: 'forget' },
  },
  {
    name: 'orphan-never-ends',
    breaks: { section: '3.6.1' },
    summary: 'FIN-WAIT-2 without a user lasts for ever.',
    recordOnly: true,
    patch: { orphansEnd: false },
  },
  {
    name: 'text-after-fin-taken',
    breaks: { section: '3.10.7.4' },
    summary: "Text after the peer's FIN is delivered.",
    patch: {
      takesText: (state) =>
        RULES.takesText(state) || state === 'CLOSE-WAIT' || state === 'CLOSING' || state === 'TIME-WAIT',
    },
  },
];

const AFTER_SECOND_FIN: ReadonlyMap<State, State> = new Map([
  ['CLOSE-WAIT', 'LAST-ACK'],
  ['CLOSING', 'TIME-WAIT'],
  ['LAST-ACK', 'TIME-WAIT'],
]);
