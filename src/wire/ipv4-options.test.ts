import { expect } from 'chai';
import fc from 'fast-check';
import { bits, ip4, octets } from './arbitraries.test.js';
import { decodeIpv4Options, encodeIpv4Options, type Ipv4Option } from './ipv4-options.js';

const NAMED = new Set([0, 1, 7, 68, 131, 137]);

const golden: readonly (readonly [name: string, hex: string, options: readonly Ipv4Option[]])[] = [
  ['no operation and the end', '010100', [{ kind: 'no-operation' }, { kind: 'no-operation' }, { kind: 'end' }]],
  [
    'a completed loose source route',
    '830b0cc0000209c0000264',
    [{ kind: 'loose-source-route', pointer: 12, addresses: ['192.0.2.9', '192.0.2.100'] }],
  ],
  ['a strict one', '890704c0000209', [{ kind: 'strict-source-route', pointer: 4, addresses: ['192.0.2.9'] }]],
  ['record route', '07070400000000', [{ kind: 'record-route', pointer: 4, addresses: ['0.0.0.0'] }]],
  [
    'timestamps',
    '440c052100000001fffffffe',
    [{ kind: 'timestamp', pointer: 5, overflow: 2, flag: 1, words: [1, 0xfffffffe] }],
  ],
  ['router alert', '94040000', [{ kind: 'other', type: 148, data: Uint8Array.of(0, 0) }]],
  ['a length of 0', '0194000000', [{ kind: 'no-operation' }, { kind: 'broken', bytes: Uint8Array.of(148, 0, 0, 0) }]],
  ['a length past the end', '9405', [{ kind: 'broken', bytes: Uint8Array.of(148, 5) }]],
  ['a route cut in an address', '83060401ffff', [{ kind: 'other', type: 131, data: Uint8Array.of(4, 1, 255, 255) }]],
];

/** Options that stand for themselves: no end before others, and what has a name is made by it. */
const option: fc.Arbitrary<Ipv4Option> = fc.oneof(
  fc.constant<Ipv4Option>({ kind: 'no-operation' }),
  fc.record({
    kind: fc.constantFrom('record-route' as const, 'loose-source-route' as const, 'strict-source-route' as const),
    pointer: bits(8),
    addresses: fc.array(ip4, { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('timestamp' as const),
    pointer: bits(8),
    overflow: bits(4),
    flag: bits(4),
    words: fc.array(bits(32), { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('other' as const), type: bits(8).filter((type) => !NAMED.has(type)), data: octets(8) }),
);

describe('IPv4 options', () => {
  for (const [name, hex, options] of golden) {
    it(`decode and encode again to the same octets: ${name}`, () => {
      const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
      expect(decodeIpv4Options(bytes)).to.deep.equal(options);
      expect(encodeIpv4Options(options)).to.deep.equal(bytes);
    });
  }

  it('are the same after encoding and decoding', () => {
    const same = (options: Ipv4Option[]) =>
      expect(decodeIpv4Options(encodeIpv4Options(options))).to.deep.equal(options);
    fc.assert(fc.property(fc.array(option, { maxLength: 4 }), (options) => void same(options)));
  });

  it('end at the end of the list, whatever follows', () => {
    expect(decodeIpv4Options(Uint8Array.of(0, 131, 2))).to.deep.equal([{ kind: 'end' }]);
  });

  it('are not made of what does not fit', () => {
    expect(() => encodeIpv4Options([{ kind: 'record-route', pointer: 256, addresses: [] }])).to.throw('pointer 256');
    expect(() => encodeIpv4Options([{ kind: 'record-route', pointer: 4, addresses: ['::1'] }])).to.throw('::1');
  });
});
