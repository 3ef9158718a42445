import type { Fault } from './fault.js';

/** Faults at the border with IP, and of what the user is told of it (RFC 9293 3.9.1.8, 3.9.1.9, 3.9.2). */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'ip-options-dropped',
    breaks: { section: '3.9.2', requirement: 'MUST-50' },
    summary: 'Segments whose datagram has IPv4 options are dropped.',
    patch: { ipOptions: 'drop' },
  },
  {
    name: 'source-route-ignored',
    breaks: { section: '3.9.2.1', requirement: 'MUST-51' },
    summary: 'The source route that the user gives is not taken.',
    patch: { routeTaken: ({ received }) => received },
  },
  {
    name: 'received-route-preferred',
    breaks: { section: '3.9.2.1', requirement: 'MUST-52' },
    summary: 'A source route that arrives replaces the one that the user gave.',
    patch: { routeTaken: ({ ofUser, received }) => received ?? ofUser, notesRoute: () => true },
  },
  {
    name: 'return-route-not-reversed',
    breaks: { section: '3.9.2.1', requirement: 'MUST-53' },
    summary: 'The way back names the gateways in the order of the way there.',
    patch: { returnHops: (recorded) => recorded },
  },
  {
    name: 'return-route-forgotten',
    breaks: { section: '3.9.2.1', requirement: 'MUST-53' },
    summary: 'A source route that arrives is not used for the way back.',
    patch: { returnHops: () => [] },
  },
  {
    name: 'first-return-route-kept',
    breaks: { section: '3.9.2.1', requirement: 'SHLD-24' },
    summary: 'A later source route does not override the first.',
    alike: 'Linux',
    patch: { laterRouteReplaces: false },
  },
  {
    name: 'icmp-for-all',
    breaks: { section: '3.9.2.2', requirement: 'MUST-54' },
    summary: 'An ICMP error acts on every connection with the host that it is about.',
    patch: { icmpConcerns: ({ isQuoted, isUnderWay }) => isUnderWay || !isQuoted },
  },
  {
    name: 'icmp-ignored',
    breaks: { section: '3.9.2.2', requirement: 'MUST-54' },
    summary: 'ICMP errors are ignored.',
    patch: { icmpConcerns: () => false },
  },
  {
    name: 'icmp-unchecked',
    breaks: { section: 'RFC5927 4.1' },
    summary: 'An ICMP error counts whatever sequence number it quotes.',
    patch: { icmpConcerns: ({ isQuoted }) => isQuoted },
  },
  {
    name: 'bad-ip-checksum-taken',
    breaks: { section: 'RFC1122 3.2.1.2' },
    summary: 'Datagrams whose IPv4 header has a wrong checksum are taken.',
    patch: { acceptsBelow: (what, isRight) => isRight || what === 'IPv4 header' },
  },
  {
    name: 'bad-icmp-checksum-taken',
    breaks: { section: '3.9.2.2' },
    summary: 'ICMP errors with a wrong checksum are taken.',
    patch: { acceptsBelow: (what, isRight) => isRight || what === 'ICMP' },
  },
  {
    name: 'soft-errors-unreported',
    breaks: { section: '3.9.1.8', requirement: 'MUST-47' },
    summary: 'The user is never told of a soft error.',
    patch: { reportsSoftErrors: () => false },
  },
  {
    name: 'soft-errors-always-reported',
    breaks: { section: '3.9.1.8', requirement: 'SHLD-20' },
    summary: 'The user is told of soft errors even when it does not want to be.',
    patch: { reportsSoftErrors: () => true },
  },
  {
    name: 'received-dscp-wrong',
    breaks: { section: '3.9.1.9', requirement: 'MAY-9' },
    summary: 'The user is told of a DSCP that did not arrive.',
    patch: { handsUp: (trafficClass) => trafficClass ^ 0xfc },
  },
  {
    name: 'identification-constant',
    breaks: { section: '3.8.1', requirement: 'MAY-4' },
    summary: 'Every datagram has the same Identification, though it may be fragmented.',
    patch: { marked: () => ({ identification: 7, dontFragment: false }) },
  },
];
