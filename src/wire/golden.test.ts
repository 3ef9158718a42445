import { expect } from 'chai';
import { decodeArp, encodeArp } from './arp.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from './ethernet.js';
import { GOLDEN } from './golden.js';
import { decodeIcmp, encodeIcmp } from './icmp.js';
import { decodeIcmpv6, encodeIcmpv6 } from './icmpv6.js';
import { IP_PROTOCOL } from './ip-protocol.js';
import { decodeIpv4, encodeIpv4 } from './ipv4.js';
import { decodeIpv6, encodeIpv6 } from './ipv6.js';
import { decodeSegment, encodeSegment } from './tcp.js';

describe('golden frames', () => {
  for (const [name, frame] of Object.entries(GOLDEN)) {
    it(`decode and encode again to the same octets: ${name}`, () => {
      expect(again(frame)).to.deep.equal(frame);
    });

    it(`encode to the same octets when what can be computed is left out: ${name}`, () => {
      expect(again(frame, { computed: true })).to.deep.equal(frame);
    });
  }
});

function again(bytes: Uint8Array, options = { computed: false }): Uint8Array {
  const ethernet = decodeEthernet(bytes);
  if (ethernet.etherType === ETHERTYPE.ARP) {
    return encodeEthernet({ ...ethernet, payload: encodeArp(decodeArp(ethernet.payload)) });
  }
  if (ethernet.etherType === ETHERTYPE.IPV4) {
    const { version, headerLength, totalLength, headerChecksum, ...packet } = decodeIpv4(ethernet.payload);
    const given = options.computed ? {} : { version, headerLength, totalLength, headerChecksum };
    const payload = upperAgain(packet.protocol, packet, options.computed);
    return encodeEthernet({ ...ethernet, payload: encodeIpv4({ ...packet, ...given, payload }) });
  }
  const { version, payloadLength, ...packet } = decodeIpv6(ethernet.payload);
  const given = options.computed ? {} : { version, payloadLength };
  const payload = upperAgain(packet.nextHeader, packet, options.computed);
  return encodeEthernet({ ...ethernet, payload: encodeIpv6({ ...packet, ...given, payload }) });
}

function upperAgain(
  protocol: number,
  packet: { source: string; destination: string; payload: Uint8Array },
  computed: boolean,
): Uint8Array {
  if (protocol === IP_PROTOCOL.TCP) {
    const { dataOffset, checksum, ...segment } = decodeSegment(packet.payload, packet);
    expect(segment).to.include({ checksumOk: true });
    return encodeSegment(computed ? segment : { ...segment, dataOffset, checksum }, packet);
  }
  const v6 = protocol === IP_PROTOCOL.ICMPV6;
  const { checksum, ...message } = v6 ? decodeIcmpv6(packet.payload, packet) : decodeIcmp(packet.payload);
  expect(message).to.include({ checksumOk: true });
  const given = computed ? message : { ...message, checksum };
  return v6 ? encodeIcmpv6(given, packet) : encodeIcmp(given);
}
