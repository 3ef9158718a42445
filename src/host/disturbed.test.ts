import { expect } from 'chai';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { encodeIpv6 } from '../wire/ipv6.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, type Wire, wire } from './far-end.test.js';
import type { Arrival } from './flows.js';

const OTHER_MAC = '02:00:00:00:00:66';

/** A flow of a case on a wire whose far end was found. */
async function taken(family: 4 | 6 = 4) {
  const w = wire();
  await far.resolved(w);
  const arrivals: Arrival[] = [];
  const key = { localAddress: NEAR[family], localPort: 5000, remoteAddress: FAR[family], remotePort: 80 };
  w.host.attach(key, { owner: 'a case', arrived: (arrival) => void arrivals.push(arrival) });
  return { w, arrivals, why: () => w.host.takeDisturbance('a case') };
}

/** The same frame from another hardware address. */
function from(mac: string, frame: Uint8Array): Uint8Array {
  return encodeEthernet({ ...decodeEthernet(frame), source: mac });
}

function longEcho(w: Wire, source: string) {
  return w.exchange(from(source, far.echo(4, { reply: true, identifier: 0, sequence: 1, data: '\0'.repeat(8) })));
}

/** An IPv6 datagram of the far end with a fragment header in front of the segment. */
function fragment6(offsetAndMore: number): Uint8Array {
  const header = { type: 44, body: Uint8Array.of(6, 0, offsetAndMore >> 8, offsetAndMore & 0xff, 0, 0, 0, 7) };
  const fields = { trafficClass: 0, flowLabel: 0, hopLimit: 64, source: FAR[6], destination: NEAR[6], nextHeader: 6 };
  return far.ethernet(ETHERTYPE.IPV6, encodeIpv6({ ...fields, extensionHeaders: [header], payload: far.segment(6) }));
}

describe('a segment that cannot be judged is kept from its case, which is told,', () => {
  for (const [what, frame, count, words] of [
    ['is a fragment', far.ip4(6, far.segment(4), { moreFragments: true }), 'fragments', /in fragments/],
    ['has a wrong IP header', far.ip4(6, far.segment(4), { headerChecksum: 1 }), 'malformed', /header checksum/],
    ['claims to be longer than it is', far.ip4(6, far.segment(4), { totalLength: 999 }), 'malformed', /truncated/],
    ['claims a longer header', far.ip4(6, far.segment(4), { headerLength: 4 }), 'malformed', /malformed/],
    ['is shorter than a header', far.ip4(6, far.segment(4).subarray(0, 19)), 'malformed', /too short/],
    ['does not fit the link', far.segmentFrame(4, { data: 'x'.repeat(1461) }), 'oversized', /does not fit the link/],
    ['comes from elsewhere', from(OTHER_MAC, far.segmentFrame(4)), 'foreign', /02:00:00:00:00:66, which is not/],
  ] as const) {
    it(`when it ${what}`, async () => {
      const { w, arrivals, why } = await taken();
      expect(await w.exchange(frame)).to.deep.equal([]);
      expect(arrivals).to.deep.equal([]);
      expect(w.host.strange).to.include({ [count]: 1, strays: 0 });
      expect(w.tapped).to.deep.equal(['received a case']);
      expect(why()).to.match(words);
      expect(why()).to.equal(undefined);
    });
  }

  it('when it is a fragment of IPv6, but not when a fragment header stands before a whole one', async () => {
    const { w, arrivals, why } = await taken(6);
    await w.exchange(fragment6(1));
    expect(why()).to.match(/in fragments/);
    await w.exchange(fragment6(0)); // RFC 6946: it is whole
    expect(arrivals).to.have.length(1);
    expect(why()).to.equal(undefined);
  });

  it('and disturbs no other, and none at all when it belongs to nobody', async () => {
    const { w, arrivals, why } = await taken();
    await w.exchange(far.ip4(6, far.segment(4, { to: 5001 }), { moreFragments: true }));
    await w.exchange(far.ip4(6, far.segment(4, { from: 81 }), { headerChecksum: 1 }));
    await w.exchange(far.ip4(6, far.segment(4), { source: '192.0.2.3' }));
    await w.exchange(from(OTHER_MAC, far.segmentFrame(4, { to: 5001 })));
    expect(arrivals).to.deep.equal([]);
    expect(why()).to.equal(undefined);
    expect(w.host.strange).to.include({ strays: 4, foreign: 0 });
  });
});

describe('a segment of full size', () => {
  it('is handed on', async () => {
    const { w, arrivals, why } = await taken();
    await w.exchange(far.segmentFrame(4, { data: 'x'.repeat(1460) }));
    expect(arrivals).to.have.length(1);
    expect(why()).to.equal(undefined);
  });
});

describe('a second way back to the tester', () => {
  it('is known once an echo reply has come over it', async () => {
    const { w, arrivals, why } = await taken();
    const asked = w.host.echo(FAR[4], { withinMs: 100 });
    await longEcho(w, OTHER_MAC);
    expect(await asked).to.have.property('roundTripMs');
    await w.exchange(from(OTHER_MAC, far.segmentFrame(4)));
    await w.exchange(far.segmentFrame(4));
    expect(arrivals).to.have.length(2);
    expect(why()).to.equal(undefined);
  });

  it('is not opened by a reply that nobody waits for', async () => {
    const { w, arrivals } = await taken();
    await longEcho(w, OTHER_MAC);
    await w.exchange(from(OTHER_MAC, far.segmentFrame(4)));
    expect(arrivals).to.deep.equal([]);
    expect(w.host.strange).to.include({ unasked: 1, foreign: 1 });
  });
});
