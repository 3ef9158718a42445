import { expect } from 'chai';
import fc from 'fast-check';
import { addressOctets, addressText } from './address.js';

describe('addresses', () => {
  const canonical = [
    ['192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ] as const;
  for (const [text, want] of canonical) {
    it(`writes ${text} as ${want}`, () => {
      expect(addressText(addressOctets(text) ?? Buffer.of())).to.equal(want);
    });
  }

  for (const text of ['', '1.2.3', '1.2.3.4.5', 'example.org', ':::', 'fe80::1%eth0', '1::2::3']) {
    it(`takes '${text}' for no address`, () => {
      expect(addressOctets(text)).to.equal(undefined);
    });
  }

  it('reads back whatever it wrote', () => {
    const octets = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 16, maxLength: 16 }).map((list) => Uint8Array.from(list)),
    );
    fc.assert(
      fc.property(octets, (wanted) => {
        expect(addressOctets(addressText(wanted))).to.deep.equal(Buffer.from(wanted));
      }),
    );
  });
});
