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
const OPTIONS = { SO_SNDBUF: 200_000 };
const PLENTY = 60_000;
/** RFC 6928, the largest that any text allows. RFC 5681 has 2 to 4 segments. */
const INITIAL_SEGMENTS = 10;
const AT_ONCE_MS = 300;

suite('3.8.2 congestion control', () => {
  for (const [name, mss] of [
    ['usual', undefined],
    ['small', 536],
  ] as const) {
    must(
      `send at most ten segments before the first acknowledgment (${name} MSS)`,
      {
        id: `rfc5681/3.1/initial-window-${name}-mss`,
        cites: ['RFC5681 3.1', 'RFC6928 2', 'RFC9293 MUST-19'],
        lastsMs: 1_000,
      },
      async (world) => {
        const { largest, first } = await begin(world, mss);
        expect(octetsIn(first) / largest, 'segments in the initial window').to.be.within(1, INITIAL_SEGMENTS);
        return `${first.length}-segments`;
      },
    );
  }

  must(
    'begin with one segment when the SYN,ACK was lost more than once',
    {
      id: 'rfc5681/3.1/initial-window-after-loss',
      cites: ['RFC5681 3.1', 'RFC6928 2', 'RFC9293 MUST-19'],
      lastsMs: 4_000,
    },
    async (world) => {
      const { peer, target } = world;
      await target.passiveOpen({ options: OPTIONS });
      await peer.send('SYN');
      await peer.expect('SYN,ACK');
      for (const _ of ['first', 'second']) await peer.retransmission();
      await peer.send('ACK');
      await target.accept();
      await target.send(Buffer.alloc(PLENTY));
      expect(await flight(world), 'segments in the initial window').to.have.length(1);
    },
  );

  for (const [name, what, parts] of [
    ['whole', 'each segment is acknowledged', 1],
    ['divided', 'each half of a segment is acknowledged on its own', 2],
  ] as const) {
    must(
      `double what it sends in a round trip, and no more, when ${what}`,
      {
        id: `rfc5681/3.1/slow-start-${name}`,
        cites: ['RFC5681 3.1', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
        lastsMs: 1_500,
      },
      async (world) => {
        const { first } = await begin(world);
        await acknowledge(world, first, parts);
        const second = await flight(world);
        stillOnTime(world);
        expect(octetsIn(second) / octetsIn(first), 'growth')
          .to.be.above(1)
          .and.at.most(2);
      },
    );
  }

  may(
    'grow by one segment, or by what is acknowledged, when one ACK covers many segments',
    { id: 'rfc5681/3.1/slow-start-one-ack', cites: ['RFC5681 3.1', 'RFC3465 2.3', 'RFC9293 MAY-18'], lastsMs: 1_500 },
    async (world) => {
      const { first, largest } = await begin(world);
      await world.peer.send('ACK');
      const second = await flight(world);
      stillOnTime(world);
      const growth = (octetsIn(second) - octetsIn(first)) / largest;
      expect(growth, 'growth in segments').to.be.within(1, first.length);
      return growth <= 2 ? `by-${Math.round(growth)}-segments` : 'by-what-is-acknowledged';
    },
  );

  should(
    'send a segment again at the third duplicate ACK, before its time-out',
    {
      id: 'rfc5681/3.2/fast-retransmit',
      cites: ['RFC5681 3.2', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
      lastsMs: 1_500,
    },
    async (world) => {
      const { first } = await begin(world, undefined, 20_000);
      const at = await duplicates(world, first, 3);
      const [again] = sentAgain(world);
      expect(again?.segment.seq, 'SEG.SEQ of what was sent again').to.equal(first[0]?.seq);
      expect((again?.at ?? 0) - at, 'after the third duplicate ACK, ms').to.be.below(AT_ONCE_MS);
    },
  );

  for (const [name, count] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    should(
      `send nothing again at ${name} duplicate ACK${count > 1 ? 's' : ''}`,
      { id: `rfc5681/3.2/${name}-duplicate`, cites: ['RFC5681 3.2'], lastsMs: 1_500 },
      async (world) => {
        const { first } = await begin(world, undefined, 20_000);
        await duplicates(world, first, count);
        expect(sentAgain(world), 'segments sent again').to.have.length(0);
      },
    );
  }

  must(
    'send half of what was outstanding after a fast retransmit, and one segment a round trip more from then on',
    {
      id: 'rfc5681/3.1/congestion-avoidance',
      cites: ['RFC5681 3.1', 'RFC5681 3.2', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
      lastsMs: 2_500,
    },
    async (world) => {
      const { first, largest } = await begin(world);
      await duplicates(world, first, 3);
      if (sentAgain(world).length === 0) throw new Inconclusive('there was no fast retransmit');
      await world.peer.send('ACK');
      let last = await flight(world);
      const half = Math.max(octetsIn(first) / 2, 2 * largest);
      expect(octetsIn(last), 'octets after the recovery').to.be.at.most(half + largest);
      for (const _ of ['a round trip', 'another']) {
        await acknowledge(world, last, 1);
        const next = await flight(world);
        expect(octetsIn(next), 'octets in the next round trip').to.be.within(1, octetsIn(last) + largest);
        last = next;
      }
    },
  );

  must(
    'send one segment after a time-out, and two when that is acknowledged',
    {
      id: 'rfc5681/3.1/after-time-out',
      cites: ['RFC5681 3.1', 'RFC6298 5.4', 'RFC9293 3.8.2', 'RFC9293 MUST-19'],
      lastsMs: 2_500,
    },
    async (world) => {
      const { peer } = world;
      const { first } = await begin(world);
      await peer.retransmission();
      expect(await flight(world), 'new segments after a time-out').to.have.length(0);
      const [again, ...more] = sentAgain(world);
      expect(again?.segment.seq, 'SEG.SEQ of what was sent again').to.equal(first[0]?.seq);
      expect(more, 'further segments sent again').to.have.length(0);
      await peer.send('ACK', { ack: add(first[0]?.seq ?? 0, first[0]?.payload.length ?? 0) });
      const further = (await flight(world)).length + sentAgain(world).length - 1;
      expect(further, 'segments when it is acknowledged').to.be.within(1, 2);
    },
  );

  should(
    'begin with no more than the initial window after a pause',
    { id: 'rfc5681/4.1/restart', cites: ['RFC5681 4.1', 'RFC9293 3.8.2'], lastsMs: 7_000 },
    async (world) => {
      const { target, deadline } = world;
      const { first } = await begin(world);
      let largest = 0;
      for (let last = first; last.length > 0; last = await flight(world)) {
        largest = Math.max(largest, octetsIn(last));
        await acknowledge(world, last, 1);
      }
      stillOnTime(world);
      if (largest <= octetsIn(first)) throw new Inconclusive('the target never sent more at once than at first');
      await deadline.pause(5_000);
      await target.send(Buffer.alloc(PLENTY));
      expect(octetsIn(await flight(world)), 'octets after the pause').to.be.at.most(octetsIn(first));
    },
  );
});

/** Hands data to a target whose time-out is about a second. Resolves to the first flight, and its largest segment in octets. */
async function begin(world: World, mss?: number, octets = PLENTY) {
  await establishFarAway(world, mss === undefined ? { options: OPTIONS } : { mss, options: OPTIONS });
  await world.target.send(Buffer.alloc(octets));
  const first = await flight(world);
  stillOnTime(world);
  return { first, largest: Math.max(0, ...first.map(({ payload }) => payload.length)) };
}

/** Acknowledges segments one by one, each in so many parts. */
async function acknowledge({ peer }: World, segments: readonly { seq: number; payload: Uint8Array }[], parts: number) {
  for (const { seq, payload } of segments) {
    for (let part = 1; part <= parts; part++) {
      await peer.send('ACK', { ack: add(seq, Math.round((payload.length * part) / parts)) });
    }
  }
}

/** Says so many times that the first segment is missing. Resolves to the moment of the last time; new data may come of it (RFC 3042). */
async function duplicates(world: World, first: readonly { seq: number }[], count: number): Promise<number> {
  const { peer } = world;
  const ack = first[0]?.seq ?? 0;
  for (let n = 0; n < count; n++) {
    stillOnTime(world);
    await peer.send('ACK', { ack });
    if (n < count - 1) await peer.barrier();
  }
  const { at } = peer.trace.findLast(({ from }) => from === 'peer') ?? { at: 0 };
  await flight(world);
  return at;
}

/** Throws Inconclusive when the target's time-out was faster than the case. */
function stillOnTime(world: World): void {
  if (sentAgain(world).length > 0)
    throw new Inconclusive('the target sent data again before it was to be acknowledged');
}
