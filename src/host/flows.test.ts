import { expect } from 'chai';
import { decodeEthernet, encodeEthernet } from '../wire/ethernet.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, type Wire, wire } from './far-end.test.js';
import type { Arrival } from './flows.js';

/** A taker of segments at the phantom host's port 5000. */
function taker(
  { host }: Wire,
  { family = 4 as 4 | 6, localPort = 5000, remotePort = undefined as number | undefined },
) {
  const arrivals: Arrival[] = [];
  const key = { localAddress: NEAR[family], localPort, remoteAddress: FAR[family] };
  const full = remotePort === undefined ? key : { ...key, remotePort };
  const owner = `${localPort} of ${remotePort ?? 'any'}`;
  const detach = host.attach(full, { owner, arrived: (arrival) => void arrivals.push(arrival) });
  return { arrivals, detach, ports: () => arrivals.map(({ segment }) => segment.sourcePort) };
}

describe('a phantom host hands segments', () => {
  for (const family of [4, 6] as const) {
    it(`to whom their four numbers name, over IPv${family}`, async () => {
      const w = wire();
      const mine = taker(w, { family, remotePort: 80 });
      const others = [taker(w, { family, remotePort: 81 }), taker(w, { family, localPort: 5001, remotePort: 80 })];
      await w.exchange(far.segmentFrame(family, { data: 'x' }));
      const [arrival, ...more] = mine.arrivals;
      expect(arrival?.segment).to.include({ sourcePort: 80, destinationPort: 5000, seq: 1, ack: 2, checksumOk: true });
      expect(arrival?.datagram).to.include({ family, source: FAR[family], destination: NEAR[family], hops: 64 });
      expect(arrival?.frame.direction).to.equal('received');
      expect(more).to.deep.equal([]);
      expect(others.flatMap(({ arrivals }) => arrivals)).to.deep.equal([]);
    });
  }

  it('to whom waits for any port of the remote end, where none named it', async () => {
    const w = wire();
    const any = taker(w, {});
    const exact = taker(w, { remotePort: 80 });
    await w.exchange(far.segmentFrame(4, { from: 80 }));
    await w.exchange(far.segmentFrame(4, { from: 81 }));
    await w.exchange(far.segmentFrame(4, { from: 82 }));
    expect({ any: any.ports(), exact: exact.ports() }).to.deep.equal({ any: [81, 82], exact: [80] });
  });

  it('to nobody once they are given up, and then to the next who asks', async () => {
    const w = wire();
    const first = taker(w, { remotePort: 80 });
    first.detach();
    await w.exchange(far.segmentFrame(4));
    const second = taker(w, { remotePort: 80 });
    first.detach();
    await w.exchange(far.segmentFrame(4));
    expect([first.arrivals.length, second.arrivals.length]).to.deep.equal([0, 1]);
  });

  it('to one only: a second who asks for the same is refused', () => {
    const w = wire();
    taker(w, { remotePort: 80 });
    taker(w, {});
    expect(() => taker(w, { remotePort: 80 })).to.throw('two peers claim');
    expect(() => taker(w, {})).to.throw('two peers claim');
  });

  it('without the padding of a short frame', async () => {
    const w = wire();
    const { arrivals } = taker(w, {});
    const frame = far.segmentFrame(4);
    expect(frame).to.have.length(60);
    await w.exchange(frame);
    await w.exchange(far.segmentFrame(4, { data: 'ab' }));
    expect(arrivals.map(({ segment }) => Buffer.from(segment.payload).toString())).to.deep.equal(['', 'ab']);
  });

  it('with whatever is wrong about them, for the peer to judge', async () => {
    const w = wire();
    const { arrivals } = taker(w, {});
    const bytes = far.segment(4);
    bytes[17] = (bytes[17] ?? 0) ^ 1;
    await w.exchange(far.ip4(6, bytes));
    expect(arrivals[0]?.segment.checksumOk).to.equal(false);
  });

  it('with their traffic class and hop limit', async () => {
    const w = wire();
    const { arrivals } = taker(w, {});
    await w.exchange(far.ip4(6, far.segment(4), { dscp: 10, ecn: 1, timeToLive: 3 }));
    expect(arrivals[0]?.datagram).to.include({ trafficClass: 41, hops: 3 });
  });

  for (const [what, frame] of Object.entries({
    'with the hardware address of another': far.ethernet(0x0800, decodeEthernet(far.segmentFrame(4)).payload, FAR.mac),
    'for the address of another': far.ip4(6, far.segment(4), { destination: '192.0.2.3' }),
    'from another address': far.ip4(6, far.segment(4), { source: '192.0.2.3' }),
    'of another LAN': tagged(5),
    'shorter than a header': far.ip4(6, far.segment(4).subarray(0, 19)),
  })) {
    it(`but not one ${what}`, async () => {
      const w = wire();
      const { arrivals } = taker(w, {});
      expect(await w.exchange(frame)).to.deep.equal([]);
      expect(arrivals).to.deep.equal([]);
    });
  }

  it('that bear a mere priority', async () => {
    const w = wire();
    const { arrivals } = taker(w, {});
    await w.exchange(tagged(0x6000));
    expect(arrivals).to.have.length(1);
  });

  it('and files each under its owner', async () => {
    const w = wire();
    taker(w, { remotePort: 80 });
    await w.exchange(far.segmentFrame(4, { from: 80 }));
    await w.exchange(far.segmentFrame(4, { from: 99 }));
    expect(w.tapped).to.deep.equal(['received 5000 of 80', 'received host']);
  });
});

describe('a phantom host sends', () => {
  it('what it is given, with the fields that are given', async () => {
    const w = wire();
    await far.resolved(w);
    const fields = { hops: 1, trafficClass: 0xb9, ipOptions: Uint8Array.of(1, 1, 1, 0), source: '203.0.113.1' };
    w.host.send({ destination: FAR[4], protocol: 6, payload: Uint8Array.of(9), owner: 'a case', ...fields });
    await w.clock.pass(1);
    const packet = decodeIpv4(decodeEthernet(w.heard[0]?.bytes ?? new Uint8Array(0)).payload);
    expect(packet).to.include({ timeToLive: 1, dscp: 46, ecn: 1, source: '203.0.113.1', headerLength: 6 });
    expect([...packet.payload]).to.deep.equal([9]);
    expect(w.tapped).to.deep.equal(['sent a case']);
  });

  it('each datagram with an Identification of its own', async () => {
    const w = wire();
    await far.resolved(w);
    for (let n = 0; n < 3; n++) w.host.send({ destination: FAR[4], protocol: 6, payload: new Uint8Array(1) });
    await w.clock.pass(1);
    const seen = w.heard.map(({ bytes }) => decodeIpv4(decodeEthernet(bytes).payload).identification);
    expect(new Set(seen).size).to.equal(3);
  });

  it('segments that fit the link', () => {
    const { host } = wire();
    expect([host.mss(4), host.mss(6)]).to.deep.equal([1460, 1440]);
  });
});

function tagged(tci: number): Uint8Array {
  return encodeEthernet({ ...decodeEthernet(far.segmentFrame(4)), vlans: [{ tpid: 0x8100, tci }] });
}
