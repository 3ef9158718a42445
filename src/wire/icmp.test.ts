import { expect } from 'chai';
import fc from 'fast-check';
import { bits, octets } from './arbitraries.test.js';
import { WireError } from './error.js';
import { GOLDEN, hex } from './golden.js';
import { decodeIcmp, encodeIcmp, icmpEcho, icmpUnreachable, readEcho } from './icmp.js';

const REQUEST = GOLDEN.echoRequest.subarray(34);
const ECHO = { reply: false, identifier: 0x1234, sequence: 1, data: hex('6162636465') };

describe('an ICMP message', () => {
  it('decodes', () => {
    expect(decodeIcmp(REQUEST)).to.deep.equal({
      type: 8,
      code: 0,
      checksum: 0xbc03,
      rest: 0x12340001,
      body: hex('6162636465'),
      checksumOk: true,
    });
  });

  it('is built as an echo', () => {
    expect(encodeIcmp(icmpEcho(ECHO))).to.deep.equal(REQUEST);
    expect(encodeIcmp(icmpEcho({ ...ECHO, reply: true }))).to.deep.equal(GOLDEN.echoReply.subarray(34));
  });

  it('is read as an echo', () => {
    expect(readEcho(decodeIcmp(REQUEST))).to.deep.equal(ECHO);
    expect(readEcho(decodeIcmp(GOLDEN.echoReply.subarray(34)))).to.deep.equal({ ...ECHO, reply: true });
    expect(readEcho(decodeIcmp(GOLDEN.unreachable.subarray(34)))).to.equal(undefined);
    expect(readEcho({ ...icmpEcho(ECHO), code: 1 })).to.equal(undefined);
  });

  it('is built as Destination Unreachable', () => {
    const bytes = GOLDEN.unreachable.subarray(34);
    expect(encodeIcmp(icmpUnreachable({ code: 3, quoted: bytes.subarray(8) }))).to.deep.equal(bytes);
    expect(icmpUnreachable({ code: 4, nextHopMtu: 1400, quoted: bytes.subarray(8) }).rest).to.equal(1400);
  });

  it('survives a round trip', () => {
    const message = fc.record({ type: bits(8), code: bits(8), rest: bits(32), body: octets(40) });
    fc.assert(
      fc.property(message, (each) => {
        expect(decodeIcmp(encodeIcmp(each))).to.deep.include({ ...each, checksumOk: true });
      }),
    );
  });

  it('is sent with a wrong checksum when it is given one', () => {
    const decoded = decodeIcmp(encodeIcmp({ ...icmpEcho(ECHO), checksum: 0xbeef }));
    expect(decoded).to.include({ checksum: 0xbeef, checksumOk: false });
  });

  it('is refused when it is short, or a value does not fit', () => {
    expect(() => decodeIcmp(REQUEST.subarray(0, 7))).to.throw(WireError, '7 octets');
    expect(() => icmpEcho({ ...ECHO, sequence: 65536 })).to.throw(WireError, 'sequence 65536');
  });
});
