import { isIPv4, isIPv6 } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import * as address from './address.js';
import { ip4, ip6, mac, octets } from './arbitraries.test.js';
import { WireError } from './error.js';

describe('IP addresses', () => {
  const spellings = {
    '2001:DB8:0:0:0:0:0:1': '2001:db8::1',
    '2001:0db8::0001': '2001:db8::1',
    '::': '::',
    '0:0:0:0:0:0:0:1': '::1',
    '1::': '1::',
    '2001:db8:0:1:1:1:1:1': '2001:db8:0:1:1:1:1:1',
    '2001:db8:0:0:1:0:0:1': '2001:db8::1:0:0:1',
    '2001:0:0:1:0:0:0:1': '2001:0:0:1::1',
    '::ffff:c000:201': '::ffff:192.0.2.1',
    '64:ff9b::192.0.2.33': '64:ff9b::c000:221',
    '192.0.2.1': '192.0.2.1',
  };
  for (const [text, canonical] of Object.entries(spellings)) {
    it(`have one spelling: ${text} is ${canonical} (RFC 5952)`, () => {
      expect(address.canonicalIp(text)).to.equal(canonical);
    });
  }

  const wrong = [
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '1.2.3.1e1',
  ];
  const wrong6 = [
    ':',
    ':::',
    '1',
    '1:2',
    '::1::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '::g',
    '12345::',
  ];
  const wrongMixed = [
    '1.2.3.4::',
    '::1.2.3',
    '::1.2.3.4.5',
    '::1.2.3.4:1',
    'fe80::1%eth0',
    '::1/64',
    '[::1]',
    '1:2:3:4:5:6:7:1.2.3.4',
  ];
  for (const text of [...wrong, ...wrong6, ...wrongMixed]) {
    it(`are not '${text.replace('\n', '\\n')}'`, () => {
      expect(address.isIp4(text)).to.equal(false);
      expect(address.isIp6(text)).to.equal(false);
      expect(() => address.parseIp(text)).to.throw(WireError, 'is not an IP address');
    });
  }

  it('survive a round trip', () => {
    fc.assert(
      fc.property(fc.oneof(octets(4, 4), octets(16, 16)), (bytes) => {
        expect(address.parseIp(address.formatIp(bytes))).to.deep.equal(bytes);
      }),
    );
  });

  it('are told apart as node tells them', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '::', '.', '255'), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(ip4, ip6, fc.ipV4(), fc.ipV6(), digits), (text) => {
        expect([address.isIp4(text), address.isIp6(text)], text).to.deep.equal([isIPv4(text), isIPv6(text)]);
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same as the platform spells them', () => {
    fc.assert(
      fc.property(
        ip6.filter((text) => !text.includes('.')),
        (text) => {
          expect(new URL(`http://[${text}]/`).hostname).to.equal(`[${text}]`);
        },
      ),
    );
  });

  it('belong to whoever parsed them', () => {
    address.parseIp('192.0.2.7').fill(0);
    expect([...address.parseIp('192.0.2.7')]).to.deep.equal([192, 0, 2, 7]);
  });

  it('are remembered without bound on none', () => {
    for (let index = 0; index < 10_000; index += 1) address.parseIp(`10.1.${index >> 8}.${index & 255}`);
    expect(address.canonicalIp('10.1.0.0')).to.equal('10.1.0.0');
  });

  it('have 4 or 16 octets', () => {
    expect(() => address.formatIp(new Uint8Array(6))).to.throw(WireError, '6 octets');
  });
});

describe('the class of an address', () => {
  const classes: Record<address.AddressClass, readonly string[]> = {
    unspecified: ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
    loopback: ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1'],
    private: [
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '198.19.255.255',
      'fd00::1',
      'fc00::',
    ],
    'link-local': ['169.254.1.1', 'fe80::1', 'febf::1'],
    documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff:fff::1'],
    multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
    broadcast: ['255.255.255.255'],
    public: [
      '8.8.8.8',
      '172.32.0.1',
      '100.128.0.1',
      '198.20.0.0',
      '2606:4700::1',
      '2001:db9::1',
      'fec0::1',
      '::ffff:8.8.8.8',
      '240.0.0.1',
    ],
  };
  for (const [kind, list] of Object.entries(classes)) {
    it(`${kind}: ${list.join(' ')}`, () => {
      for (const ip of list) expect(address.classify(ip), ip).to.equal(kind);
    });
  }
});

describe('MAC addresses', () => {
  it('are written in lower case with colons', () => {
    expect(address.formatMac(address.parseMac('02:AB:cd:00:00:0F'))).to.equal('02:ab:cd:00:00:0f');
  });

  it('survive a round trip', () => {
    fc.assert(fc.property(mac, (text) => address.formatMac(address.parseMac(text)) === text));
  });

  for (const text of [
    '',
    '02:00:00:00:00',
    '02:00:00:00:00:00:00',
    '02-00-00-00-00-00',
    '2:0:0:0:0:0',
    '0g:00:00:00:00:00',
  ]) {
    it(`are not '${text}'`, () => {
      expect(() => address.parseMac(text)).to.throw(WireError, 'is not a MAC address');
    });
  }

  it('have 6 octets', () => {
    expect(() => address.formatMac(new Uint8Array(5))).to.throw(WireError, '5 octets');
  });

  it('of groups are made from the group address (RFC 1112 6.4, RFC 2464 7)', () => {
    expect(address.multicastMac('224.0.0.251')).to.equal('01:00:5e:00:00:fb');
    expect(address.multicastMac('239.255.1.2')).to.equal('01:00:5e:7f:01:02');
    expect(address.multicastMac('ff02::1:ff00:2')).to.equal('33:33:ff:00:00:02');
    expect(() => address.multicastMac('192.0.2.1')).to.throw(WireError, 'not a multicast address');
    expect(() => address.multicastMac('2001:db8::1')).to.throw(WireError, 'not a multicast address');
  });
});

describe('the solicited-node address', () => {
  it('keeps the last 24 bits (RFC 4291 2.7.1)', () => {
    expect(address.solicitedNode('2001:db8::1')).to.equal('ff02::1:ff00:1');
    expect(address.solicitedNode('4037::1:800:200e:8c6c')).to.equal('ff02::1:ff0e:8c6c');
  });

  it('is one of IPv6 only', () => {
    expect(() => address.solicitedNode('192.0.2.1')).to.throw(WireError, 'not an IPv6 address');
  });
});
