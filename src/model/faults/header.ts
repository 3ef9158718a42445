import type { Fault } from './fault.js';

/** Faults of the header and its options, and of what the user is told (RFC 9293 3.1, 3.2, 3.7.1, 3.9.1). */
export const HEADER_FAULTS: readonly Fault[] = [
  {
    name: 'bad-data-offset-taken',
    breaks: { section: '3.1' },
    summary: 'A segment whose Data Offset makes no sense is taken as if it had no options.',
    patch: { acceptsDataOffset: () => true },
  },
  {
    name: 'bad-checksum-taken',
    breaks: { section: '3.1', requirement: 'MUST-3' },
    summary: 'Segments with a wrong checksum are processed.',
    patch: { acceptsChecksum: () => true },
  },
  {
    name: 'checksum-wrong',
    breaks: { section: '3.1', requirement: 'MUST-2' },
    summary: 'The checksum of what is sent is wrong.',
    patch: { checksumSent: (right) => right ^ 1 },
  },
  {
    name: 'reserved-bits-echoed',
    breaks: { section: '3.1' },
    summary: 'Reserved bits that arrive are sent back.',
    patch: { reservedSent: (lastArrived) => lastArrived },
  },
  {
    name: 'reserved-bits-fatal',
    breaks: { section: '3.1' },
    summary: 'Segments with reserved bits are dropped.',
    patch: { acceptsReserved: (bits) => bits === 0 },
  },
  {
    name: 'unknown-option-dropped',
    breaks: { section: '3.1', requirement: 'MUST-6' },
    summary: 'Segments with an option that is not known are dropped.',
    patch: { unknownOption: 'drop' },
  },
  {
    name: 'unknown-option-resets',
    breaks: { section: '3.1', requirement: 'MUST-6' },
    summary: 'An option that is not known ends the connection.',
    patch: { unknownOption: 'reset' },
  },
  {
    name: 'broken-option-hangs',
    breaks: { section: '3.1', requirement: 'MUST-7' },
    summary: 'An option of length 0 is read for ever: TCP never reacts again.',
    patch: { brokenOption: 'stuck' },
  },
  {
    name: 'broken-option-resets',
    breaks: { section: '3.1', requirement: 'MUST-7' },
    summary: 'An option whose length makes no sense ends the connection, as the RFC suggests.',
    recordOnly: true,
    patch: { brokenOption: 'reset' },
  },
  {
    name: 'mss-ignored',
    breaks: { section: '3.7.1', requirement: 'MUST-16' },
    summary: 'Segments are as large as the link carries, whatever the peer offers.',
    patch: { sendMss: ({ largest, options }) => largest - options },
  },
  {
    name: 'mss-without-options',
    breaks: { section: '3.7.1', requirement: 'MUST-16' },
    summary: 'The effective send MSS does not count the options.',
    patch: { sendMss: ({ offered, largest }) => Math.min(offered, largest) },
  },
  {
    name: 'default-mss-too-large',
    breaks: { section: '3.7.1', requirement: 'MUST-15' },
    summary: 'A peer that offers no MSS gets segments of 1460 octets.',
    patch: { defaultMss: () => 1460 },
  },
  {
    name: 'mss-not-offered',
    breaks: { section: '3.7.1', requirement: 'SHLD-5' },
    summary: 'A SYN has no MSS option.',
    patch: { mssOffered: () => undefined },
  },
  {
    name: 'mss-offered-too-large',
    breaks: { section: '3.7.1', requirement: 'MUST-67' },
    summary: 'The MSS that is offered does not fit the link.',
    patch: { mssOffered: (fits) => fits + 1_000 },
  },
  {
    name: 'push-lost',
    breaks: { section: '3.9.1.2', requirement: 'MUST-61' },
    summary: 'PSH is never sent.',
    patch: { pushes: () => false },
  },
  {
    name: 'hops-zero',
    breaks: { section: '3.9.2', requirement: 'MUST-49' },
    summary: 'Datagrams leave with no hops left.',
    patch: { hopLimit: () => 0 },
  },
  {
    name: 'hops-not-configurable',
    breaks: { section: '3.9.2', requirement: 'MUST-49' },
    summary: 'The number of hops cannot be set.',
    patch: { hopLimit: () => 64 },
  },
  {
    name: 'user-not-told-of-reset',
    breaks: { section: '3.10.7.4' },
    summary: 'The user is not told that the connection was reset.',
    patch: { tells: (what) => what !== 'reset' },
  },
  {
    name: 'user-not-told-of-refusal',
    breaks: { section: '3.10.7.3' },
    summary: 'The user is not told that the connection was refused.',
    patch: { tells: (what) => what !== 'refused' },
  },
  {
    name: 'user-not-told-of-fin',
    breaks: { section: '3.10.7.4', requirement: 'MUST-12' },
    summary: "The user is not told of the peer's FIN.",
    patch: { tells: (what) => what !== 'fin' },
  },
  {
    name: 'user-not-told-of-timeout',
    breaks: { section: '3.10.8' },
    summary: 'The user is not told that the connection timed out.',
    patch: { tells: (what) => what !== 'timeout' },
  },
];
