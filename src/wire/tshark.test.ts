import { segment as anySegment } from './arbitraries.test.js';
import { hex } from './golden.js';
import type { Segment } from './tcp.js';
import type { TcpOption } from './tcp-options.js';
import { ipv4Fields, ipv6Fields, segmentFields } from './tshark-fields.test.js';
import { control4, control6, drawn, over4, over6, PACKET4, PACKET6, SEGMENT } from './tshark-frames.test.js';
import { type Exhibit, judge } from './tshark-judge.test.js';

describe('tshark, of segments,', function () {
  // Each test starts it, which takes a while on a busy machine.
  this.timeout(20_000);

  it('reads every option kind', () =>
    judge([
      ...optionExhibit('as Linux orders them', [
        { kind: 'mss', value: 1460 },
        { kind: 'sack-permitted' },
        { kind: 'timestamps', value: 1, echoReply: 0xffffffff },
        { kind: 'nop' },
        { kind: 'window-scale', shift: 14 },
      ]),
      ...optionExhibit('SACK', [
        { kind: 'nop' },
        { kind: 'nop' },
        {
          kind: 'sack',
          blocks: [
            { left: 0xfffffff0, right: 0x10 },
            { left: 1, right: 2 },
            { left: 3, right: 4 },
          ],
        },
      ]),
      ...optionExhibit('Fast Open', [
        { kind: 'fast-open', cookie: hex('0102030405060708') },
        { kind: 'nop' },
        { kind: 'nop' },
      ]),
      ...optionExhibit('MD5', [
        { kind: 'md5', digest: hex('000102030405060708090a0b0c0d0e0f') },
        { kind: 'nop' },
        { kind: 'nop' },
      ]),
      ...optionExhibit('AO', [{ kind: 'ao', keyId: 1, rNextKeyId: 2, mac: hex('a1a2a3a4a5a6a7a8a9aaabac') }]),
      ...optionExhibit('unknown', [{ kind: 'unknown', number: 99, data: hex('0102') }]),
    ]));

  it('reads padding and malformed options as they were given', () =>
    judge([
      malformed('padded', [{ kind: 'window-scale', shift: 7 }], '03030700', ''),
      malformed(
        'padding not zero',
        [{ kind: 'eol' }, { kind: 'padding', bytes: hex('010203') }],
        '00010203',
        'Non-zero header padding',
      ),
      malformed(
        'length 0',
        [{ kind: 'raw', bytes: hex('02000000') }],
        '02000000',
        'Maximum segment size (with too-short option length = 0 bytes)',
      ),
      malformed(
        'length 3',
        [{ kind: 'raw', bytes: hex('02030101') }],
        '02030101',
        'The non-SYN packet does contain a MSS option,option length should be 4',
      ),
    ]));

  it('reads every control bit and every reserved bit', () =>
    judge(
      [...Array(12).keys(), 'all' as const].map((bit) => {
        const bits = bit === 'all' ? 0xfff : 1 << bit;
        const segment = { ...SEGMENT, flags: bits & 0xff, reserved: bits >> 8, urgentPointer: 5 };
        return { name: `${bit}`, frame: over4(segment), fields: segmentFields(segment) };
      }),
    ));

  it('agrees that a computed checksum is right, and a given one wrong', () =>
    judge([
      {
        name: 'tcp',
        frame: over4({ ...SEGMENT, checksum: 0xbeef }),
        fields: { 'tcp.checksum': '0xbeef', 'tcp.checksum.status': '0' },
      },
      {
        name: 'tcp over IPv6',
        frame: over6({ ...SEGMENT, checksum: 0 }),
        fields: { 'tcp.checksum': '0x0000', 'tcp.checksum.status': '0' },
      },
      {
        name: 'ipv4',
        frame: over4(SEGMENT, { ...PACKET4, headerChecksum: 0xbeef }),
        fields: { 'ip.checksum': '0xbeef', 'ip.checksum.status': '0', 'tcp.checksum.status': '1' },
      },
      {
        name: 'icmp',
        frame: control4({ type: 8, code: 0, rest: 1, body: hex('01'), checksum: 0xbeef }),
        fields: { 'icmp.checksum': '0xbeef', 'icmp.checksum.status': '0' },
      },
      {
        name: 'icmpv6',
        frame: control6({ type: 128, code: 0, rest: 1, body: hex('01'), checksum: 0xbeef }),
        fields: { 'icmpv6.checksum': '0xbeef', 'icmpv6.checksum.status': '0' },
      },
    ]));

  it('reads a Data Offset that is wrong', () =>
    judge([
      {
        name: 'too small',
        frame: over4({ ...SEGMENT, dataOffset: 4 }),
        fields: { 'tcp.hdr_len': '16', 'tcp.payload': '' },
      },
      {
        name: 'into the payload',
        frame: over4({ ...SEGMENT, dataOffset: 6, payload: hex('01010101 6869') }),
        fields: { 'tcp.hdr_len': '24', 'tcp.options': '01010101', 'tcp.payload': '6869', 'tcp.checksum.status': '1' },
      },
    ]));

  it('reads any segment over IPv4', () =>
    judge(
      drawn(anySegment.map(unfamiliar), (segment) => ({
        frame: over4(segment),
        fields: { ...ipv4Fields(PACKET4), ...segmentFields(segment) },
      })),
    ));

  it('reads any segment over IPv6', () =>
    judge(
      drawn(anySegment.map(unfamiliar), (segment) => ({
        frame: over6(segment),
        fields: { ...ipv6Fields(PACKET6), ...segmentFields(segment) },
      })),
    ));
});

function optionExhibit(name: string, options: readonly TcpOption[]): Exhibit[] {
  const segment = { ...SEGMENT, options };
  return [
    { name: `${name} over IPv4`, frame: over4(segment), fields: segmentFields(segment) },
    { name: `${name} over IPv6`, frame: over6(segment), fields: segmentFields(segment) },
  ];
}

function malformed(name: string, options: readonly TcpOption[], bytes: string, comsegmentt: string): Exhibit {
  const fields = { 'tcp.options': bytes, '_ws.expert.message': comsegmentt, 'tcp.payload': '68656c6c6f' };
  return { name, frame: over4({ ...SEGMENT, options }), fields };
}

/** Ports and unknown option kinds moved to where tshark has nothing of its own to read. */
function unfamiliar(segment: Segment): Segment {
  const moved = (option: TcpOption): TcpOption =>
    option.kind === 'unknown' ? { ...option, number: 90 + (option.number % 60) } : option;
  return {
    ...segment,
    sourcePort: segment.sourcePort | 0xf000,
    destinationPort: segment.destinationPort | 0xf000,
    options: segment.options.map(moved),
  };
}
