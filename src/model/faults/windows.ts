import { add } from '../../wire/seq.js';
import { RULES } from '../rules.js';
import type { Fault } from './fault.js';

/** Faults of windows, and of RFC 7323 (RFC 9293 3.7.4, 3.8.6). */
export const WINDOW_FAULTS: readonly Fault[] = [
  {
    name: 'straddling-text-dropped',
    breaks: { section: '3.10.7.4' },
    summary: 'A segment that ends beyond the window is dropped, with what of it lies inside.',
    alike: 'Linux',
    patch: {
      acceptable: (seg, rcv, apart) =>
        RULES.acceptable(seg, rcv, apart) && (seg.len === 0 || apart(rcv.nxt, add(seg.seq, seg.len - 1)) < rcv.wnd),
    },
  },
  {
    name: 'window-signed',
    breaks: { section: '3.1', requirement: 'MUST-1' },
    summary: 'A window above 32767 is taken for a negative number.',
    patch: { windowRead: (field) => (field > 0x7fff ? field - 0x10000 : field) },
  },
  {
    name: 'window-ignored',
    breaks: { section: '3.8.6' },
    summary: 'More is sent than the peer has room for.',
    patch: { heedsWindow: false },
  },
  {
    name: 'window-shrunk',
    breaks: { section: '3.8.6', requirement: 'SHLD-14' },
    summary: 'The right edge of the window moves back once text waits for the user.',
    patch: { edgeOffered: (free, before) => Math.min(before, Math.floor(free / 2)) },
  },
  {
    name: 'window-taken-back',
    breaks: { section: '3.8.6', requirement: 'SHLD-14' },
    summary: 'Half of the window is taken back whenever the user has not read.',
    patch: { edgeOffered: (free, before) => (free > before ? free : Math.floor(before / 2)) },
  },
  {
    name: 'silly-window-offered',
    breaks: { section: '3.8.6.2.2', requirement: 'MUST-39' },
    summary: 'The window is opened by whatever has become free.',
    patch: { worthOffering: (increase) => increase > 0 },
  },
  {
    name: 'window-never-reopened',
    breaks: { section: '3.8.6.2.2' },
    summary: 'A window that has closed is never opened again.',
    patch: { worthOffering: () => false },
  },
  {
    name: 'silly-segments-sent',
    breaks: { section: '3.8.6.2.1', requirement: 'MUST-38' },
    summary: 'A window too small to be worth while is filled at once.',
    patch: { worthSending: ({ size, mss, idle, noDelay, closing }) => size >= mss || idle || noDelay || closing },
  },
  {
    name: 'nagle-missing',
    breaks: { section: '3.7.4', requirement: 'SHLD-7' },
    summary: 'Small segments are sent while others are not acknowledged.',
    patch: { worthSending: (ready) => RULES.worthSending({ ...ready, idle: true }) },
  },
  {
    name: 'nagle-cannot-be-disabled',
    breaks: { section: '3.7.4', requirement: 'MUST-17' },
    summary: 'TCP_NODELAY changes nothing.',
    patch: { worthSending: (ready) => RULES.worthSending({ ...ready, noDelay: false }) },
  },
  {
    name: 'nagle-without-flush',
    breaks: { section: '3.7.4' },
    summary: 'What was held back is not sent when all before it is acknowledged.',
    patch: { flushesOnAck: false },
  },
  {
    name: 'zero-window-not-probed',
    breaks: { section: '3.8.6.1', requirement: 'MUST-36' },
    summary: 'A window of zero is never probed.',
    patch: { probesZeroWindow: false },
  },
  {
    name: 'zero-window-probed-late',
    breaks: { section: '3.8.6.1', requirement: 'SHLD-29' },
    summary: 'A window of zero is probed for the first time after ten time-outs.',
    patch: { firstProbeMs: (rtoMs) => 10 * rtoMs },
  },
  {
    name: 'probes-not-backed-off',
    breaks: { section: '3.8.6.1', requirement: 'SHLD-30' },
    summary: 'The intervals between probes do not grow.',
    patch: { probeIntervalMs: (rtoMs) => rtoMs },
  },
  {
    name: 'zero-window-ends-after-a-minute',
    breaks: { section: '3.8.6.1', requirement: 'MUST-37' },
    summary: 'After five probes, which take a minute, the connection is given up although the peer answers.',
    patch: { endsZeroWindow: (probes) => probes >= 5 },
  },
  {
    name: 'zero-window-ends-connection',
    breaks: { section: '3.8.6.1', requirement: 'MUST-37' },
    summary: 'After three probes the connection is given up although the peer answers.',
    patch: { endsZeroWindow: (probes) => probes >= 3 },
  },
  {
    name: 'window-of-syn-scaled',
    breaks: { section: 'RFC7323 2.2' },
    summary: 'The window of a SYN is scaled.',
    patch: { synShift: (shift) => shift },
  },
  {
    name: 'window-scaled-unasked',
    breaks: { section: 'RFC7323 2.2' },
    summary: 'Windows are scaled although the peer did not offer it.',
    patch: { scales: () => true },
  },
  {
    name: 'window-sent-scaled-unasked',
    breaks: { section: 'RFC7323 2.2' },
    summary: 'The windows that are sent are scaled although it was not agreed.',
    patch: { shiftSent: (agreed) => agreed || 2 },
  },
  {
    name: 'window-scale-ignored',
    breaks: { section: 'RFC7323 2.3' },
    summary: 'Windows that arrive are not scaled although it was agreed.',
    patch: { shiftUsed: () => 0 },
  },
  {
    name: 'window-scale-above-14',
    breaks: { section: 'RFC7323 2.3' },
    summary: 'A shift above 14 is used as it is.',
    patch: { shiftUsed: (shift) => shift },
  },
  {
    name: 'timestamps-unasked',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'Segments have timestamps although the peer did not offer them.',
    patch: { agreesOnTimestamps: (_isOffered, isOn) => isOn },
  },
  {
    name: 'timestamps-cannot-be-turned-off',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'Timestamps are offered and agreed on also where they are turned off.',
    patch: { offersTimestamps: () => true, agreesOnTimestamps: (isOffered) => isOffered },
  },
  {
    name: 'timestamp-not-echoed',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'The echo of a timestamp is 0.',
    patch: { timestampEcho: () => 0 },
  },
  {
    name: 'timestamp-echo-in-first-syn',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'A SYN that answers nothing echoes something.',
    patch: { firstEcho: 1 },
  },
  {
    name: 'timestamp-echoed-from-wrong-segment',
    breaks: { section: 'RFC7323 4.3' },
    summary: 'The timestamp of a segment ahead of a gap is echoed.',
    patch: { updatesRecent: ({ isNewer }) => isNewer },
  },
  {
    name: 'timestamp-never-renewed',
    breaks: { section: 'RFC7323 4.3' },
    summary: 'The timestamp of the SYN is echoed for ever.',
    patch: { updatesRecent: () => false },
  },
  {
    name: 'paws-missing',
    breaks: { section: 'RFC7323 5.3' },
    summary: 'A segment with an old timestamp is taken.',
    patch: { pawsRejects: () => false },
  },
  {
    name: 'timestamp-not-demanded',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'Segments without timestamp are taken although they were agreed on.',
    alike: 'Linux',
    patch: { acceptsWithoutTimestamp: true },
  },
];
