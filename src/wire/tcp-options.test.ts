import { expect } from 'chai';
import fc from 'fast-check';
import { octets, options } from './arbitraries.test.js';
import { WireError } from './error.js';
import { GOLDEN, hex } from './golden.js';
import { decodeOptions, encodeOptions, type TcpOption } from './tcp-options.js';

const EACH_KIND: readonly (readonly [bytes: string, option: TcpOption])[] = [
  ['01', { kind: 'nop' }],
  ['020405b4', { kind: 'mss', value: 1460 }],
  ['030307', { kind: 'window-scale', shift: 7 }],
  ['0402', { kind: 'sack-permitted' }],
  ['050a fffffff0 00000010', { kind: 'sack', blocks: [{ left: 0xfffffff0, right: 0x10 }] }],
  ['080a 00000001 ffffffff', { kind: 'timestamps', value: 1, echoReply: 0xffffffff }],
  ['2202', { kind: 'fast-open', cookie: hex('') }],
  ['220a 0102030405060708', { kind: 'fast-open', cookie: hex('0102030405060708') }],
  ['1312 000102030405060708090a0b0c0d0e0f', { kind: 'md5', digest: hex('000102030405060708090a0b0c0d0e0f') }],
  ['1d10 0102 a1a2a3a4a5a6a7a8a9aaabac', { kind: 'ao', keyId: 1, rNextKeyId: 2, mac: hex('a1a2a3a4a5a6a7a8a9aaabac') }],
  ['fd04 f989', { kind: 'unknown', number: 253, data: hex('f989') }],
  ['6302', { kind: 'unknown', number: 99, data: hex('') }],
];

describe('TCP options', () => {
  for (const [bytes, option] of EACH_KIND) {
    it(`decode and encode ${option.kind}: ${bytes}`, () => {
      expect(decodeOptions(hex(bytes))).to.deep.equal({ options: [option], problems: [] });
      const encoded = encodeOptions([option]);
      expect(encoded.subarray(0, hex(bytes).length)).to.deep.equal(hex(bytes));
      expect(encoded.length % 4).to.equal(0);
    });
  }

  it('are those of a SYN from Linux', () => {
    const list: TcpOption[] = [
      { kind: 'mss', value: 1460 },
      { kind: 'sack-permitted' },
      { kind: 'timestamps', value: 533349281, echoReply: 0 },
      { kind: 'nop' },
      { kind: 'window-scale', shift: 10 },
    ];
    const bytes = GOLDEN.syn.subarray(54);
    expect(decodeOptions(bytes)).to.deep.equal({ options: list, problems: [] });
    expect(encodeOptions(list)).to.deep.equal(bytes);
  });

  it('are padded with zeros, which read as the end of the list', () => {
    const bytes = encodeOptions([{ kind: 'window-scale', shift: 7 }, { kind: 'sack-permitted' }]);
    expect(bytes).to.deep.equal(hex('030307 0402 000000'));
    expect(decodeOptions(bytes).options.slice(2)).to.deep.equal([
      { kind: 'eol' },
      { kind: 'padding', bytes: hex('0000') },
    ]);
  });

  it('survive a round trip as a list', () => {
    fc.assert(
      fc.property(options, (list) => {
        expect(decodeOptions(encodeOptions(list))).to.deep.equal({ options: list, problems: [] });
      }),
    );
  });

  it('survive a round trip as any octets whatever', () => {
    const likely = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 8, 10, 18, 19, 29, 34, 255), { maxLength: 40 });
    fc.assert(
      fc.property(
        fc.oneof(
          octets(40),
          likely.map((list) => Uint8Array.from(list)),
        ),
        (any) => {
          const bytes = any.subarray(0, any.length & ~3);
          expect(encodeOptions(decodeOptions(bytes).options)).to.deep.equal(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('malformed TCP options', () => {
  const malformed: readonly (readonly [what: string, bytes: string, option: TcpOption, problem: string])[] = [
    ['no length octet', '02', { kind: 'raw', bytes: hex('02') }, 'option 2: no length'],
    ['length 0', '02000000', { kind: 'raw', bytes: hex('02000000') }, 'option 2: length 0'],
    ['length 1', '63010000', { kind: 'raw', bytes: hex('63010000') }, 'option 99: length 1'],
    ['past the end', '080a0000', { kind: 'raw', bytes: hex('080a0000') }, 'option 8: length 10'],
    ['MSS of 3 octets', '020301', { kind: 'unknown', number: 2, data: hex('01') }, 'option 2: length 3'],
    ['MSS of 2 octets', '0202', { kind: 'unknown', number: 2, data: hex('') }, 'option 2: length 2'],
    ['window scale of 4 octets', '03040707', { kind: 'unknown', number: 3, data: hex('0707') }, 'option 3: length 4'],
    ['SACK permitted of 3', '040300', { kind: 'unknown', number: 4, data: hex('00') }, 'option 4: length 3'],
    ['SACK without a block', '0502', { kind: 'unknown', number: 5, data: hex('') }, 'option 5: length 2'],
    [
      'SACK of half a block',
      '050600000001',
      { kind: 'unknown', number: 5, data: hex('00000001') },
      'option 5: length 6',
    ],
    ['timestamps of one', '080600000001', { kind: 'unknown', number: 8, data: hex('00000001') }, 'option 8: length 6'],
    ['MD5 of 3 octets', '130300', { kind: 'unknown', number: 19, data: hex('00') }, 'option 19: length 3'],
    ['AO without key ids', '1d0300', { kind: 'unknown', number: 29, data: hex('00') }, 'option 29: length 3'],
    [
      'a long cookie',
      `2214${'01'.repeat(18)}`,
      { kind: 'unknown', number: 34, data: new Uint8Array(18).fill(1) },
      'option 34: length 20',
    ],
    [
      'an odd cookie',
      '22070102030405',
      { kind: 'unknown', number: 34, data: hex('0102030405') },
      'option 34: length 7',
    ],
  ];
  for (const [what, bytes, option, problem] of malformed) {
    it(`are reported and kept: ${what}`, () => {
      expect(decodeOptions(hex(bytes))).to.deep.equal({ options: [option], problems: [problem] });
      expect(encodeOptions([option]).subarray(0, hex(bytes).length)).to.deep.equal(hex(bytes));
    });
  }

  it('do not hide the good ones before them', () => {
    const { options: list, problems } = decodeOptions(hex('020405b4 0101 0a00'));
    expect(list.map(({ kind }) => kind)).to.deep.equal(['mss', 'nop', 'nop', 'raw']);
    expect(problems).to.deep.equal(['option 10: length 0']);
  });

  it('include padding that is not zero (RFC 9293 3.1)', () => {
    expect(decodeOptions(hex('00000100')).problems).to.deep.equal(['padding is not zero']);
    expect(decodeOptions(hex('00000000')).problems).to.deep.equal([]);
  });

  it('can be built as raw octets, longer than any header', () => {
    expect(encodeOptions([{ kind: 'raw', bytes: new Uint8Array(61).fill(1) }])).to.have.length(64);
  });

  it('are refused when a value does not fit its field', () => {
    expect(() => encodeOptions([{ kind: 'mss', value: 65536 }])).to.throw(WireError, 'mss 65536');
    expect(() => encodeOptions([{ kind: 'md5', digest: new Uint8Array(254) }])).to.throw(
      WireError,
      'option length 256',
    );
  });
});
