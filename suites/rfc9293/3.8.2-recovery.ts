import { expect } from 'chai';
import {
  establishFarAway,
  flight,
  Inconclusive,
  may,
  must,
  octetsIn,
  sentAgain,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Room for all that a case hands to the target at once. */
const OPTIONS = { SO_SNDBUF: 400_000 };
const PLENTY = 150_000;
const AT_ONCE_MS = 300;
/** A time-out of some two seconds: a flight of twenty segments takes a while to be looked at. */
const RTT_MS = 700;
const ROUNDS = 5;
/** Of a segment, in a round trip: RFC 5681 3.1 adds one, others what they compute. */
const LINEAR = 1.2;

type Segments = Awaited<ReturnType<typeof flight>>;

suite('3.8.2 loss recovery', () => {
  should(
    'go on sending new data while duplicate ACKs come, but at half the pace',
    {
      id: 'rfc5681/3.2/fast-recovery',
      cites: ['RFC5681 3.2', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
      lastsMs: 2_500,
    },
    async (world) => {
      const { peer } = world;
      const { lost, largest } = await secondFlight(world);
      const una = lost[0]?.seq ?? 0;
      for (const _ of lost.slice(1)) await peer.send('ACK', { ack: una });
      const fresh = await flight(world);
      repairedOnce(world, una);
      expect(fresh.length, 'new segments').to.be.within(1, lost.length / 2 + 1);
      await peer.send('ACK');
      const half = Math.max(octetsIn(lost) / 2, 2 * largest);
      expect(octetsIn(await flight(world)), 'octets after the recovery').to.be.at.most(half + largest);
    },
  );

  should(
    'send the next hole again without a time-out when an ACK covers a part of what was outstanding at the loss',
    {
      id: 'rfc6582/3.2/partial-ack',
      cites: ['RFC6582 3.2', 'RFC5681 3.2', 'RFC9293 3.8.2'],
      lastsMs: 2_500,
    },
    async (world) => {
      const { peer } = world;
      const { lost } = await secondFlight(world);
      const [una = 0, second = 0] = [lost[0]?.seq, lost[2]?.seq];
      for (let n = 0; n < 3; n++) await peer.send('ACK', { ack: una });
      await flight(world);
      repairedOnce(world, una);
      await peer.send('ACK', { ack: second });
      const { at: toldAt = 0 } = peer.trace.at(-1) ?? {};
      for (const _ of lost.slice(5)) await peer.send('ACK', { ack: second }); // the pace of repairs may be that of ACKs (RFC 6937)
      await flight(world);
      const again = sentAgain(world)[1];
      expect(again?.segment.seq, 'SEG.SEQ of what was sent again').to.equal(second);
      expect((again?.at ?? 0) - toldAt, 'after the ACK, ms').to.be.below(AT_ONCE_MS);
    },
  );

  must(
    'grow by one segment a round trip, once half of what was outstanding at a time-out is reached',
    {
      id: 'rfc5681/3.1/threshold-after-time-out',
      cites: ['RFC5681 3.1', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
      lastsMs: 6_000,
    },
    async (world) => {
      const { peer } = world;
      const { lost, largest } = await secondFlight(world);
      await peer.retransmission();
      const half = Math.max(octetsIn(lost) / 2, 2 * largest);
      await peer.send('ACK');
      let last = half;
      for (const now of await rounds(world, ROUNDS)) {
        expect(now, 'octets in a round trip').to.be.within(1, last < half ? 2 * last : last + largest);
        last = now;
      }
    },
  );

  may(
    'grow after a loss by one segment a round trip, as RFC 5681 has it, or as another algorithm does',
    { id: 'rfc5681/3.1/growth-curve', cites: ['RFC5681 3.1', 'RFC9293 3.8.2', 'RFC9293 MAY-18'], lastsMs: 3_000 },
    async (world) => {
      const { peer } = world;
      const { lost, largest } = await secondFlight(world);
      const una = lost[0]?.seq ?? 0;
      for (let n = 0; n < 3; n++) await peer.send('ACK', { ack: una });
      await flight(world);
      repairedOnce(world, una);
      await peer.send('ACK');
      const octets = await rounds(world, ROUNDS);
      for (const [n, now] of octets.slice(1).entries()) {
        expect(now, 'octets in a round trip').to.be.within(1, 2 * (octets[n] ?? 0));
      }
      const slope = ((octets.at(-1) ?? 0) - (octets[0] ?? 0)) / (octets.length - 1) / largest;
      return slope <= LINEAR ? 'one-segment-a-round-trip' : 'faster';
    },
  );
});

/** Hands data to a target whose time-out is long, and has it send a second flight, larger than the first. Resolves to that, and the largest segment in octets. */
async function secondFlight(world: World): Promise<{ lost: Segments; largest: number }> {
  await establishFarAway(world, { rttMs: RTT_MS, options: OPTIONS });
  await world.target.send(Buffer.alloc(PLENTY));
  const first = await flight(world);
  await acknowledge(world, first);
  const lost = await flight(world);
  if (lost.length < 4 || sentAgain(world).length > 0) throw new Inconclusive('there was no second flight in time');
  return { lost, largest: Math.max(...lost.map(({ payload }) => payload.length)) };
}

/** Acknowledges segments one by one. */
async function acknowledge({ peer }: World, segments: Segments): Promise<void> {
  for (const { seq, payload } of segments) await peer.send('ACK', { ack: add(seq, payload.length) });
}

/** The octets that the target sends in so many round trips, each of which ends when all is acknowledged; the last one's are not. */
async function rounds(world: World, count: number): Promise<number[]> {
  const octets: number[] = [];
  for (;;) {
    const sent = await flight(world);
    octets.push(octetsIn(sent));
    if (octets.length === count) return octets;
    await acknowledge(world, sent);
  }
}

/** That one segment was sent again, and by no time-out: else nothing can be said of the recovery. */
function repairedOnce(world: World, seq: number): void {
  const again = sentAgain(world);
  if (again.length === 1 && again[0]?.segment.seq === seq) return;
  throw new Inconclusive('there was no fast retransmit, or a time-out as well');
}
