import { expect } from 'chai';
import type { TraceEntry } from '../peer/trace.js';
import { ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { encodeIpv4 } from '../wire/ipv4.js';
import { hopsOf, ipOptions, ipOptionsOf, ipv4Of, trafficClassOf } from './ip-header.js';

const OPTION = { kind: 'record-route', pointer: 4, addresses: ['192.0.2.9'] } as const;

describe('the IP header of a segment', () => {
  const payload = encodeIpv4({
    ...{ dscp: 46, ecn: 3, identification: 7, reservedFlag: false, dontFragment: true, moreFragments: false },
    ...{ fragmentOffset: 0, timeToLive: 9, protocol: 6, source: '192.0.2.1', destination: '192.0.2.2' },
    ...{ options: ipOptions(OPTION), payload: new Uint8Array(20) },
  });
  const mac = { destination: '02:00:00:00:00:01', source: '02:00:00:00:00:02' };
  const ethernet = encodeEthernet({ ...mac, vlans: [], etherType: ETHERTYPE.IPV4, payload });

  for (const [name, bytes] of [
    ['in Ethernet', ethernet],
    ['bare', payload],
  ] as const) {
    it(`is read ${name}`, () => {
      const entry = { frame: { bytes } } as unknown as TraceEntry;
      expect([hopsOf(entry), trafficClassOf(entry), ipv4Of(entry).identification]).to.deep.equal([9, 0xbb, 7]);
      expect(ipOptionsOf(entry)[0]).to.deep.equal(OPTION);
    });
  }
});
