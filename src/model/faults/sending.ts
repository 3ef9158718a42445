import { add } from '../../wire/seq.js';
import { ACK, FIN, RST, type Segment, SYN } from '../../wire/tcp.js';
import { optionsLength, type TcpOption } from '../../wire/tcp-options.js';
import type { Fault } from './fault.js';

const has = ({ flags }: Segment, bit: number) => (flags & bit) !== 0;

/** Sends these options too, with a segment that a condition holds for. */
function alsoWith(options: readonly TcpOption[], when: (made: Segment) => boolean): Fault['patch'] {
  const more = (made: Segment) => ({ ...made, options: [...made.options, ...options] });
  return { segmentsSent: (made) => [when(made) ? more(made) : made] };
}

const isSyn = (made: Segment) => has(made, SYN);
const isLater = (made: Segment) => !has(made, SYN) && !has(made, RST);

/** Faults of segments as such, whatever they are sent for: what only those see who look at every segment (RFC 9293 3.1, 3.4, 3.7.1). */
export const SENDING_FAULTS: readonly Fault[] = [
  {
    name: 'data-offset-beyond-end',
    breaks: { section: '3.1' },
    summary: 'Data Offset counts four octets that are not there.',
    patch: {
      segmentsSent: (made) => [has(made, RST) ? { ...made, dataOffset: 6 + optionsLength(made.options) / 4 } : made],
    },
  },
  {
    name: 'option-length-wrong',
    breaks: { section: '3.2', requirement: 'MUST-68' },
    summary: 'An option of a SYN has a length that is not that of its kind.',
    patch: alsoWith([{ kind: 'unknown', number: 3, data: new Uint8Array(2) }], isSyn),
  },
  {
    name: 'padding-not-zero',
    breaks: { section: '3.1', requirement: 'MUST-69' },
    summary: 'What follows the end of the options is not zero.',
    patch: alsoWith([{ kind: 'eol' }, { kind: 'padding', bytes: new Uint8Array([1, 2, 3]) }], isSyn),
  },
  {
    name: 'mss-in-every-segment',
    breaks: { section: '3.7.1', requirement: 'MUST-65' },
    summary: 'Segments without SYN have an MSS option too.',
    patch: alsoWith([{ kind: 'mss', value: 1_000 }], isLater),
  },
  {
    name: 'fin-without-ack',
    breaks: { section: '3.1' },
    summary: 'A FIN has no ACK.',
    patch: { segmentsSent: (made) => [has(made, FIN) ? { ...made, flags: made.flags & ~ACK } : made] },
  },
  {
    name: 'rst-with-fin',
    breaks: { section: '3.5.2' },
    summary: 'A RST has FIN set as well.',
    patch: { segmentsSent: (made) => [has(made, RST) ? { ...made, flags: made.flags | FIN } : made] },
  },
  {
    name: 'sequence-number-skipped',
    breaks: { section: '3.4' },
    summary: 'Text is sent one sequence number further than its own.',
    patch: { segmentsSent: (made) => [made.payload.length > 0 ? { ...made, seq: add(made.seq, 1) } : made] },
  },
  {
    name: 'text-after-fin',
    breaks: { section: '3.10.4' },
    summary: 'A FIN is followed by an octet of text.',
    patch: {
      segmentsSent: (made) => {
        const seq = add(made.seq, made.payload.length + 1);
        const text = { ...made, seq, flags: ACK, payload: new Uint8Array(1) };
        return has(made, FIN) ? [made, text] : [made];
      },
    },
  },
  {
    name: 'ack-after-rst',
    breaks: { section: '3.10.5' },
    summary: 'A RST is followed by an ACK, as if the connection went on.',
    patch: { segmentsSent: (made) => (has(made, RST) ? [made, { ...made, flags: ACK }] : [made]) },
  },
  {
    name: 'window-scale-in-every-segment',
    breaks: { section: 'RFC7323 2.2' },
    summary: 'Segments without SYN have a Window Scale option too.',
    patch: alsoWith([{ kind: 'window-scale', shift: 0 }], isLater),
  },
  {
    name: 'syn-ack-offers-unasked',
    breaks: { section: 'RFC7323 2.2' },
    summary: 'A SYN,ACK has Window Scale and timestamps whatever the SYN offered.',
    alike: 'Linux, in a simultaneous open',
    patch: alsoWith(
      [
        { kind: 'window-scale', shift: 2 },
        { kind: 'timestamps', value: 1, echoReply: 0 },
      ],
      (made) => has(made, SYN) && has(made, ACK),
    ),
  },
  {
    name: 'timestamps-in-every-segment',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'Segments have timestamps although the peer has not offered them.',
    patch: {
      segmentsSent: (made) => {
        const stamped = made.options.some(({ kind }) => kind === 'timestamps');
        const option = { kind: 'timestamps', value: 1, echoReply: 0 } as const;
        return [stamped || !isLater(made) ? made : { ...made, options: [...made.options, option] }];
      },
    },
  },
  {
    name: 'timestamps-forgotten-in-fin',
    breaks: { section: 'RFC7323 3.2' },
    summary: 'A FIN has no timestamps although they were agreed on.',
    patch: { segmentsSent: (made) => [has(made, FIN) ? { ...made, options: [] } : made] },
  },
  {
    name: 'timestamps-backwards',
    breaks: { section: 'RFC7323 5.4' },
    summary: 'The clock of the timestamps runs backwards.',
    patch: {
      segmentsSent: (made) => [{ ...made, options: made.options.map(backwards) }],
    },
  },
  {
    name: 'sack-permitted-in-every-segment',
    breaks: { section: 'RFC2018 2' },
    summary: 'Segments without SYN have the SACK-Permitted option too.',
    patch: alsoWith([{ kind: 'sack-permitted' }], isLater),
  },
  {
    name: 'sack-unasked',
    breaks: { section: 'RFC2018 4' },
    summary: 'Acknowledgments have a SACK option although the peer has not permitted it.',
    patch: {
      segmentsSent: (made) => {
        const block = { left: add(made.ack, 1), right: add(made.ack, 2) };
        const isBareAck = made.flags === ACK && made.options.length === 0 && made.payload.length === 0;
        return [isBareAck ? { ...made, options: [{ kind: 'sack', blocks: [block] }] } : made];
      },
    },
  },
  {
    name: 'sack-block-too-long',
    breaks: { section: 'RFC2018 3' },
    summary: 'A SACK block reports an octet that has not arrived.',
    patch: {
      segmentsSent: (made) => [{ ...made, options: made.options.map(lengthened) }],
    },
  },
];

function backwards(option: TcpOption): TcpOption {
  return option.kind === 'timestamps' ? { ...option, value: -option.value >>> 0 } : option;
}

function lengthened(option: TcpOption): TcpOption {
  if (option.kind !== 'sack') return option;
  return { kind: 'sack', blocks: option.blocks.map(({ left, right }) => ({ left, right: add(right, 1) })) };
}
