import { expect } from 'chai';
import fc from 'fast-check';
import { bits, ip6, mac, octets } from './arbitraries.test.js';
import { WireError } from './error.js';
import { GOLDEN, hex } from './golden.js';
import * as icmpv6 from './icmpv6.js';

const PATH = { source: '2001:db8::1', destination: '2001:db8::2' };
const ECHO = { reply: false, identifier: 0x1234, sequence: 1, data: hex('6162636465') };
const SOLICITATION = GOLDEN.solicitation.subarray(54);
const ADVERTISEMENT = GOLDEN.advertisement.subarray(54);

describe('an ICMPv6 message', () => {
  it('is built and read as an echo', () => {
    const bytes = GOLDEN.echoRequest6.subarray(54);
    expect(icmpv6.encodeIcmpv6(icmpv6.icmpv6Echo(ECHO), PATH)).to.deep.equal(bytes);
    expect(icmpv6.readEcho6(icmpv6.decodeIcmpv6(bytes, PATH))).to.deep.equal(ECHO);
    expect(icmpv6.readEcho6(icmpv6.icmpv6Echo({ ...ECHO, reply: true }))).to.deep.equal({ ...ECHO, reply: true });
    expect(icmpv6.readEcho6(icmpv6.decodeIcmpv6(SOLICITATION, PATH))).to.equal(undefined);
  });

  it('has a checksum that covers its addresses', () => {
    const bytes = GOLDEN.echoRequest6.subarray(54);
    expect(icmpv6.decodeIcmpv6(bytes, PATH).checksumOk).to.equal(true);
    expect(icmpv6.decodeIcmpv6(bytes, { ...PATH, source: '2001:db8::3' }).checksumOk).to.equal(false);
  });

  it('is built as an error about a packet', () => {
    const quoted = hex('6000');
    expect(icmpv6.packetTooBig({ mtu: 1280, quoted })).to.deep.equal({ type: 2, code: 0, rest: 1280, body: quoted });
    expect(icmpv6.icmpv6Unreachable({ code: 4, quoted })).to.deep.equal({ type: 1, code: 4, rest: 0, body: quoted });
  });

  it('survives a round trip', () => {
    const message = fc.record({ type: bits(8), code: bits(8), rest: bits(32), body: octets(40) });
    fc.assert(
      fc.property(message, ip6, ip6, (each, source, destination) => {
        const path = { source, destination };
        const decoded = icmpv6.decodeIcmpv6(icmpv6.encodeIcmpv6(each, path), path);
        expect(decoded).to.deep.include({ ...each, checksumOk: true });
      }),
    );
  });

  it('is refused when it is short', () => {
    expect(() => icmpv6.decodeIcmpv6(SOLICITATION.subarray(0, 7), PATH)).to.throw(WireError, 'icmpv6: 7 octets');
  });
});

describe('neighbour discovery', () => {
  const solicitation = { target: '2001:db8::2', sourceMac: '02:00:00:00:00:01' };
  const flags = { router: false, solicited: true, override: true };
  const advertisement = { target: '2001:db8::2', targetMac: '02:00:00:00:00:02', ...flags };
  const read = (bytes: Uint8Array) => icmpv6.readNeighbour(icmpv6.decodeIcmpv6(bytes, PATH));

  it('asks as Linux asks', () => {
    const path = { source: '2001:db8::1', destination: 'ff02::1:ff00:2' };
    const bytes = icmpv6.encodeIcmpv6(icmpv6.neighbourSolicitation(solicitation), path);
    expect(bytes).to.deep.equal(SOLICITATION);
  });

  it('answers as Linux answers', () => {
    const path = { source: '2001:db8::2', destination: '2001:db8::1' };
    const bytes = icmpv6.encodeIcmpv6(icmpv6.neighbourAdvertisement(advertisement), path);
    expect(bytes).to.deep.equal(ADVERTISEMENT);
  });

  it('reads both', () => {
    expect(read(SOLICITATION)).to.deep.equal({
      kind: 'solicitation',
      target: '2001:db8::2',
      linkLayerAddress: '02:00:00:00:00:01',
    });
    expect(read(ADVERTISEMENT)).to.deep.equal({
      kind: 'advertisement',
      target: '2001:db8::2',
      linkLayerAddress: '02:00:00:00:00:02',
      ...flags,
    });
  });

  it('does without a link-layer address, as duplicate address detection does', () => {
    expect(icmpv6.readNeighbour(icmpv6.neighbourSolicitation({ target: '2001:db8::2' }))).to.deep.equal({
      kind: 'solicitation',
      target: '2001:db8::2',
    });
  });

  it('survives a round trip', () => {
    const given = fc.record({
      target: ip6,
      targetMac: mac,
      router: fc.boolean(),
      solicited: fc.boolean(),
      override: fc.boolean(),
    });
    fc.assert(
      fc.property(given, ({ targetMac, ...rest }) => {
        const message = icmpv6.neighbourAdvertisement({ ...rest, targetMac });
        expect(icmpv6.readNeighbour(message)).to.deep.equal({
          kind: 'advertisement',
          linkLayerAddress: targetMac,
          ...rest,
        });
      }),
    );
  });

  it('passes over options of other kinds, such as a nonce', () => {
    const { body, ...message } = icmpv6.neighbourSolicitation(solicitation);
    const withNonce = Uint8Array.of(...body.subarray(0, 16), ...hex('0e01112233445566'), ...body.subarray(16));
    expect(icmpv6.readNeighbour({ ...message, body: withNonce })).to.include({
      linkLayerAddress: solicitation.sourceMac,
    });
  });

  it('does not read what RFC 4861 7.1 wants dropped, nor other messages', () => {
    const message = icmpv6.neighbourSolicitation(solicitation);
    const withOption = (option: string) => ({
      ...message,
      body: Uint8Array.of(...message.body.subarray(0, 16), ...hex(option)),
    });
    expect(icmpv6.readNeighbour({ ...message, code: 1 })).to.equal(undefined);
    expect(icmpv6.readNeighbour({ ...message, type: 133 })).to.equal(undefined);
    expect(icmpv6.readNeighbour({ ...message, body: message.body.subarray(0, 15) })).to.equal(undefined);
    expect(icmpv6.readNeighbour(withOption('0100020000000001'))).to.equal(undefined);
    expect(icmpv6.readNeighbour(withOption('0102020000000001'))).to.equal(undefined);
    expect(icmpv6.readNeighbour(withOption('01'))).to.equal(undefined);
  });

  it('asks only for IPv6 targets', () => {
    expect(() => icmpv6.neighbourSolicitation({ target: '192.0.2.1' })).to.throw(WireError, 'not an IPv6 address');
  });
});
