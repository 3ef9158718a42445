import { expect } from 'chai';
import fc from 'fast-check';
import { LinkError } from '../link/link.js';
import { bits } from '../wire/arbitraries.test.js';
import { encodeArp } from '../wire/arp.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { encodeIcmp, icmpUnreachable } from '../wire/icmp.js';
import { encodeIcmpv6, neighbourAdvertisement } from '../wire/icmpv6.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, type Wire, wire } from './far-end.test.js';

const SPOOF = '02:00:00:00:00:66';
const GROUP = '01:00:5e:00:00:01';

/** An ARP packet in the far end's name, with another hardware address. */
function arpFrom(
  senderMac: string,
  { operation = 2, senderIp = FAR[4] as string, targetIp = NEAR[4] as string, to = NEAR.mac as string } = {},
): Uint8Array {
  const payload = encodeArp({ operation, senderMac, senderIp, targetMac: NEAR.mac, targetIp });
  return encodeEthernet({ destination: to, source: SPOOF, vlans: [], etherType: ETHERTYPE.ARP, payload });
}

/** An advertisement of the far end's address with another hardware address. */
function advertised(
  targetMac: string,
  { solicited = true, hopLimit = 255, checksum = undefined as number | undefined } = {},
) {
  const message = neighbourAdvertisement({ target: FAR[6], targetMac, router: false, solicited, override: true });
  return far.icmp6({ ...message, ...(checksum === undefined ? {} : { checksum }) }, { hopLimit });
}

function destinationOf(w: Wire, family: 4 | 6): string {
  const { bytes } = w.host.send({ destination: FAR[family], protocol: 6, payload: new Uint8Array(20) });
  return decodeEthernet(bytes).destination;
}

/** Whether a question has an answer by now. */
function asking(w: Wire, family: 4 | 6) {
  const seen = { answered: false };
  void w.host.resolve(FAR[family], { attempts: 1 }).then(
    () => {
      seen.answered = true;
    },
    () => {},
  );
  return seen;
}

describe('a neighbour that someone else pretends to be', () => {
  it('stays where it was found first, and the other claim is kept', async () => {
    const w = wire();
    await far.resolved(w);
    for (let n = 0; n < 3; n++) {
      await w.exchange(arpFrom(SPOOF));
      await w.exchange(arpFrom(SPOOF, { operation: 1 }));
      await w.exchange(advertised(SPOOF));
    }
    expect([destinationOf(w, 4), destinationOf(w, 6)]).to.deep.equal([FAR.mac, FAR.mac]);
    expect(w.host.claims).to.deep.equal([
      { address: FAR[4], hardware: [FAR.mac, SPOOF] },
      { address: FAR[6], hardware: [FAR.mac, SPOOF] },
    ]);
  });

  it('is the one whose answer comes first', async () => {
    const w = wire();
    const seen = asking(w, 4);
    await w.exchange(arpFrom(SPOOF));
    await w.exchange(far.arp({ operation: 2 }));
    expect(seen.answered).to.equal(true);
    expect(destinationOf(w, 4)).to.equal(SPOOF);
    expect(w.host.claims).to.deep.equal([{ address: FAR[4], hardware: [SPOOF, FAR.mac] }]);
  });

  for (const [what, family, frame] of [
    ['an announcement to all', 4, arpFrom(SPOOF, { targetIp: FAR[4], to: far.BROADCAST })],
    ['a reply that goes to all', 4, arpFrom(SPOOF, { to: far.BROADCAST })],
    ["a group's hardware address", 4, arpFrom(GROUP)],
    ['the empty hardware address', 4, arpFrom('00:00:00:00:00:00')],
    ['an advertisement that was not asked for', 6, advertised(SPOOF, { solicited: false })],
    ['an advertisement through a router', 6, advertised(SPOOF, { hopLimit: 254 })],
    ['an advertisement with a wrong checksum', 6, advertised(SPOOF, { checksum: 1 })],
    ["an advertisement of a group's hardware address", 6, advertised('33:33:00:00:00:01')],
  ] as const) {
    it(`is not found by ${what}`, async () => {
      const w = wire();
      const seen = asking(w, family);
      await w.exchange(frame);
      expect(seen.answered).to.equal(false);
      await w.exchange(family === 4 ? far.arp({ operation: 2 }) : far.advertisement());
      expect(seen.answered).to.equal(true);
      expect(destinationOf(w, family)).to.equal(FAR.mac);
    });
  }

  it("is told of when it is the phantom host's own address", async () => {
    const w = wire();
    await w.exchange(arpFrom(SPOOF, { operation: 1, senderIp: NEAR[4], targetIp: NEAR[4], to: far.BROADCAST }));
    await w.exchange(far.advertisement(NEAR[6]));
    expect(w.host.claims).to.deep.equal([
      { address: NEAR[4], hardware: [NEAR.mac, SPOOF] },
      { address: NEAR[6], hardware: [NEAR.mac, FAR.mac] },
    ]);
    expect(w.heard).to.deep.equal([]);
  });

  it('takes no more room the more there are', async () => {
    const w = wire();
    await far.resolved(w);
    for (let n = 0; n < 1_000; n++) {
      const mac = `02:00:00:01:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 0xff).toString(16).padStart(2, '0')}`;
      w.far.send(arpFrom(mac));
      w.far.send(arpFrom(mac, { senderIp: `198.51.${n >> 8}.${n & 0xff}` }));
    }
    await w.clock.pass(1);
    expect(w.host.claims).to.have.length(1);
    expect(w.host.claims[0]?.hardware).to.have.length(8);
    expect(w.host.strange.unasked).to.equal(1_000);
  });
});

describe('a flood of requests', () => {
  const questions = {
    ARP: far.arp({ senderIp: '192.0.2.50' }),
    'neighbour discovery': far.solicitation(NEAR[6], { source: '2001:db8::50' }),
    'echo over IPv4': far.echo(4),
    'echo over IPv6': far.echo(6),
  };
  for (const [what, frame] of Object.entries(questions)) {
    it(`is answered only so often: ${what}`, async () => {
      const w = wire();
      for (let n = 0; n < 5_000; n++) w.far.send(frame);
      await w.clock.pass(1);
      expect(w.heard).to.have.length(200);
      expect(w.host.strange.unanswered).to.equal(4_800);
      await w.clock.pass(500);
      w.heard.length = 0;
      for (let n = 0; n < 5_000; n++) w.far.send(frame);
      await w.clock.pass(1);
      expect(w.heard).to.have.length(100);
    });
  }

  it('of strangers does not keep the target from an answer', async () => {
    const w = wire();
    await far.resolved(w);
    for (let n = 0; n < 5_000; n++) w.far.send(arpFrom(SPOOF, { operation: 1, senderIp: `192.0.2.${n % 250}` }));
    await w.clock.pass(1);
    expect(await w.exchange(far.arp({}))).to.have.length(1);
    expect(await w.exchange(far.solicitation(NEAR[6]))).to.have.length(1);
  });
});

describe('a request is not answered', () => {
  for (const [what, frame] of Object.entries({
    'to everyone': arpFrom(far.BROADCAST, { operation: 1 }),
    'to a group': arpFrom(GROUP, { operation: 1 }),
    'to the address of a group': far.arp({ senderIp: '224.0.0.1' }),
    'to a group that is its source': encodeEthernet({ ...decodeEthernet(far.echo(4)), source: GROUP }),
    'with more than the link holds': far.echo(4, { data: 'x'.repeat(1_473) }),
  })) {
    it(what, async () => {
      const w = wire();
      expect(await w.exchange(frame)).to.deep.equal([]);
    });
  }

  it('when the link takes nothing any more, which is not its fault', async () => {
    const refuse = () => {
      throw new LinkError('device-down', 'it went down');
    };
    const w = wire((near) => Object.assign(Object.create(near), { send: refuse, onFrame: near.onFrame.bind(near) }));
    expect(await w.exchange(far.arp({}))).to.deep.equal([]);
    expect(w.host.strange.unanswered).to.equal(1);
  });
});

describe('a storm of ICMP errors', () => {
  it('about the segments of a case does not reach it, and satisfies no barrier', async () => {
    const w = wire();
    await far.resolved(w);
    let arrivals = 0;
    const key = { localAddress: NEAR[4], localPort: 5000, remoteAddress: FAR[4], remotePort: 80 };
    w.host.attach(key, { owner: 'a case', arrived: () => void arrivals++ });
    const quoted = decodeEthernet(
      w.host.send({ destination: FAR[4], protocol: 6, payload: far.segment(4) }).bytes,
    ).payload;
    let barrier: number | undefined | 'open' = 'open';
    void w.host.echo(FAR[4], { withinMs: 1_000 }).then((reply) => {
      barrier = reply?.roundTripMs;
    });
    for (let code = 0; code < 16; code++) {
      for (let n = 0; n < 100; n++) w.far.send(far.ip4(1, encodeIcmp(icmpUnreachable({ code, quoted }))));
      for (const type of [4, 5, 11, 12]) {
        w.far.send(far.ip4(1, encodeIcmp({ type, code, rest: 0, body: quoted })));
        w.far.send(
          far.ip6(58, encodeIcmpv6({ type, code, rest: 0, body: quoted }, { source: FAR[6], destination: NEAR[6] })),
        );
      }
    }
    await w.clock.pass(10);
    expect([arrivals, barrier]).to.deep.equal([0, 'open']);
    expect(w.host.takeDisturbance('a case')).to.equal(undefined);
  });

  it('of echo replies with any number satisfies no barrier that it could not see', async () => {
    const w = wire();
    await far.resolved(w);
    let barrier: number | undefined | 'open' = 'open';
    void w.host.echo(FAR[4], { withinMs: 100_000 }).then((reply) => {
      barrier = reply?.roundTripMs;
    });
    await w.clock.pass(1);
    for (let sequence = 0; sequence < 1_000; sequence++)
      w.far.send(far.echo(4, { reply: true, identifier: 0, sequence, data: 'guessed!' }));
    await w.clock.pass(10);
    expect(barrier).to.equal('open');
    expect(w.host.strange.unasked).to.equal(1_000);
  });
});

describe('a flood of segments', () => {
  it('for ports of nobody is counted, not kept, and nothing is sent for it', async () => {
    const w = wire();
    for (let n = 0; n < 2_000; n++) w.far.send(far.segmentFrame(4, { to: 1 + (n % 4_000), flags: 'SYN' }));
    await w.clock.pass(1);
    expect(w.heard).to.deep.equal([]);
    expect(w.host.strange.strays).to.equal(2_000);
  });
});

describe('frames that are nearly right', () => {
  const asked = [
    ...[far.arp({}), arpFrom(SPOOF), far.solicitation(NEAR[6]), far.advertisement()],
    ...[far.echo(4), far.echo(6), far.segmentFrame(4), far.segmentFrame(6)],
    far.icmp6(
      neighbourAdvertisement({ target: NEAR[6], targetMac: SPOOF, router: true, solicited: true, override: true }),
    ),
  ];

  it('never stumble a host over any truncation of them', async () => {
    const w = wire();
    await far.resolved(w);
    for (const frame of asked) {
      for (let length = 0; length <= frame.length; length++) await w.exchange(frame.slice(0, length));
    }
    expect(await w.exchange(far.arp({}))).to.have.length(1);
    expect(destinationOf(w, 4)).to.equal(FAR.mac);
  });

  it('never stumble a host, and are answered once at most and to the one who asked', async () => {
    const w = wire();
    await far.resolved(w);
    const key = { localAddress: NEAR[4], localPort: 5000, remoteAddress: FAR[4], remotePort: 80 };
    w.host.attach(key, { owner: 'a case', arrived: () => {} });
    const change = fc.array(fc.record({ at: fc.nat(90), octet: bits(8) }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...asked), change, async (frame, changes) => {
        const altered = frame.slice();
        for (const { at, octet } of changes) if (at < altered.length) altered[at] = octet;
        const answers = await w.exchange(altered);
        expect(answers.length).to.be.at.most(1);
        for (const { bytes } of answers) {
          expect(decodeEthernet(bytes).source).to.equal(NEAR.mac);
          expect(Number.parseInt(decodeEthernet(bytes).destination.slice(0, 2), 16) & 1).to.equal(0);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([destinationOf(w, 4), destinationOf(w, 6)]).to.deep.equal([FAR.mac, FAR.mac]);
  });

  it('of another LAN change nothing', async () => {
    const w = wire();
    await far.resolved(w);
    const tagged = (frame: Uint8Array) =>
      encodeEthernet({ ...decodeEthernet(frame), vlans: [{ tpid: 0x8100, tci: 7 }] });
    for (const frame of asked) expect(await w.exchange(tagged(frame))).to.deep.equal([]);
    expect(w.host.claims).to.deep.equal([]);
  });
});
