import {
  ACK,
  type DecodedSegment,
  FIN,
  type Finding,
  optionOf,
  optionsLength,
  passive,
  RST,
  type Sight,
  SYN,
  suite,
} from '../../src/harness/index.js';

const PADDING = 'padding is not zero';
const LARGEST_HOPS = 255;

type Rule = readonly [
  name: string,
  level: 'must' | 'should',
  title: string,
  cites: readonly string[],
  judge: (sight: Sight) => Finding,
];

/** What can be said of a segment alone. */
const RULES: readonly Rule[] = [
  [
    'checksum',
    'must',
    'send every segment with the right checksum',
    ['RFC9293 3.1', 'RFC9293 MUST-2'],
    ({ segment }) => segment.checksumOk || `the checksum is ${segment.checksum}`,
  ],
  [
    'reserved-bits',
    'must',
    'send the reserved bits as zero',
    ['RFC9293 3.1'],
    ({ segment: { reserved } }) => reserved === 0 || `the reserved bits are ${reserved}`,
  ],
  [
    'data-offset',
    'must',
    'send a Data Offset that lies within the segment and behind its fixed header',
    ['RFC9293 3.1'],
    ({ segment }) => !segment.problems.includes('data-offset') || `Data Offset is ${segment.dataOffset}`,
  ],
  [
    'option-lengths',
    'must',
    'send every option with a length of its own kind, and within the header',
    ['RFC9293 3.1', 'RFC9293 3.2', 'RFC9293 MUST-68'],
    ({ segment }) => (segment.options.length === 0 ? undefined : (misshapen(segment) ?? true)),
  ],
  [
    'options-padded',
    'must',
    'fill the header with zeros behind the end of the options',
    ['RFC9293 3.1', 'RFC9293 MUST-69'],
    ({ segment }) => (segment.options.length === 0 ? undefined : !segment.problems.includes(PADDING) || PADDING),
  ],
  [
    'mss-only-in-syn',
    'must',
    'send the MSS Option in segments with SYN alone',
    ['RFC9293 3.2', 'RFC9293 3.7.1', 'RFC9293 MUST-65'],
    ({ segment }) => (has(segment, SYN) ? undefined : !optionOf(segment, 'mss') || 'an MSS Option without SYN'),
  ],
  [
    'mss-in-syn',
    'should',
    'send an MSS Option in every SYN',
    ['RFC9293 3.7.1', 'RFC9293 SHLD-5'],
    ({ segment }) => (has(segment, SYN) ? optionOf(segment, 'mss') !== undefined || 'a SYN without MSS' : undefined),
  ],
  [
    'ack-bit',
    'must',
    'send ACK in every segment but the first SYN and a RST',
    ['RFC9293 3.1', 'RFC9293 3.10.7'],
    ({ segment }) => (has(segment, SYN) || has(segment, RST) ? undefined : has(segment, ACK) || 'there is no ACK'),
  ],
  [
    'rst-alone',
    'must',
    'send a RST with neither SYN nor FIN',
    ['RFC9293 3.5.2', 'RFC9293 3.10.5'],
    ({ segment }) =>
      has(segment, RST) ? !(has(segment, SYN) || has(segment, FIN)) || 'a RST with SYN or FIN' : undefined,
  ],
  [
    'hops',
    'must',
    'send no datagram that has no hops left',
    ['RFC9293 3.9.2', 'RFC9293 MUST-49', 'RFC1122 3.2.1.7'],
    ({ hops }) => (hops > 0 && hops <= LARGEST_HOPS) || 'the Time to Live or Hop Limit is 0',
  ],
  [
    'segment-size',
    'must',
    'send no segment whose text and options exceed the MSS that the peer offered, or else the default',
    ['RFC9293 3.7.1', 'RFC9293 MUST-14', 'RFC9293 MUST-15', 'RFC9293 MUST-16'],
    ({ segment: { payload, options }, before: { mss } }) => {
      if (payload.length === 0 || !mss) return undefined; // none fits an MSS of 0
      const octets = payload.length + optionsLength(options);
      return octets <= mss || `${octets} octets of text and options, where the MSS is ${mss}`;
    },
  ],
];

suite('RFC 9293, every segment: the header', () => {
  for (const [name, level, title, cites, judge] of RULES) {
    passive(level, title, { id: `rfc9293/passive/${name}`, cites }, () => judge);
  }
});

function has({ flags }: DecodedSegment, bit: number): boolean {
  return (flags & bit) !== 0;
}

function misshapen({ problems }: DecodedSegment): string | undefined {
  return problems.find((problem) => problem.startsWith('option'));
}
