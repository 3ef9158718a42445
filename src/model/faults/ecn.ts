import type { Fault } from './fault.js';

/** Faults of explicit congestion notification (RFC 3168). */
export const ECN_FAULTS: readonly Fault[] = [
  {
    name: 'ecn-refused',
    breaks: { section: '3.8.2', requirement: 'SHLD-8' },
    summary: 'A SYN that asks for ECN is answered without it.',
    patch: { ecnAnswer: () => 'none' },
  },
  {
    name: 'ecn-bits-reflected',
    breaks: { section: 'RFC3168 6.1.1' },
    summary: 'The SYN,ACK has the ECE and CWR bits that the SYN had.',
    patch: { ecnAnswer: ({ ece, cwr }) => (ece && cwr ? 'both' : ece ? 'ece' : 'none') },
  },
  {
    name: 'ecn-unasked',
    breaks: { section: 'RFC3168 6.1.1' },
    summary: 'ECN is used though the SYN did not ask for it.',
    patch: { ecnAnswer: () => 'ece' },
  },
  {
    name: 'ecn-never-asked',
    breaks: { section: 'RFC3168 6.1.1' },
    summary: 'A SYN does not ask for ECN, though it is switched on.',
    patch: { asksForEcn: () => false },
  },
  {
    name: 'ecn-presumed',
    breaks: { section: 'RFC3168 6.1.1' },
    summary: 'ECN is used when the SYN asked for it, whatever the answer.',
    patch: { ecnAgreed: () => true },
  },
  {
    name: 'marks-not-echoed',
    breaks: { section: 'RFC3168 6.1.3' },
    summary: 'A mark of congestion that arrives is not echoed.',
    patch: { echoesMarks: false },
  },
  {
    name: 'marks-echoed-for-ever',
    breaks: { section: 'RFC3168 6.1.3' },
    summary: 'CWR does not end the echo of a mark.',
    patch: { cwrEndsEcho: false },
  },
  {
    name: 'congestion-echo-ignored',
    breaks: { section: 'RFC3168 6.1.2' },
    summary: 'The echo of a mark does not reduce the congestion window.',
    patch: { heedsEcho: false },
  },
  {
    name: 'reduction-unsaid',
    breaks: { section: 'RFC3168 6.1.2' },
    summary: 'CWR is never sent.',
    patch: { saysReduced: false },
  },
  {
    name: 'nothing-ecn-capable',
    breaks: { section: 'RFC3168 6.1.2' },
    summary: 'Data goes out as not capable of ECN, though ECN is in use.',
    patch: { sentAsCapable: () => false },
  },
  {
    name: 'everything-ecn-capable',
    breaks: { section: 'RFC3168 6.1.4' },
    summary: 'Bare ACKs and what is sent again go out as capable of ECN.',
    patch: { sentAsCapable: () => true },
  },
];
