import { expect } from 'chai';
import {
  type DecodedSegment,
  establishFarAway,
  flight,
  must,
  octetsIn,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

const MSS = 1_000;
const OPTIONS = { SO_SNDBUF: 100_000 };
const QUEUED = 20_000;
const MORE_THAN_ANY_WINDOW = 5_000;

suite('3.8.6 managing the send window', () => {
  for (const window of [1, 700, MSS, 2_500, 4 * MSS]) {
    must(
      `send no octet beyond a window of ${window}`,
      {
        id: `rfc9293/3.8.6/window-of-${window}`,
        cites: ['RFC9293 3.8.6', 'RFC9293 3.8.6.2.1', 'RFC9293 3.10.2'],
        lastsMs: 3_000,
      },
      async (world) => {
        const { peer, target, deadline } = world;
        await establishFarAway(world, { window, mss: MSS, options: OPTIONS });
        const edge = add(peer.rcv.nxt, window);
        await target.send(Buffer.alloc(MORE_THAN_ANY_WINDOW));
        await deadline.pause(2_000); // past the time-out that overrides the sender's silly window avoidance
        await peer.barrier();
        expect(furthest(world, edge), 'octets beyond the right edge').to.be.at.most(0);
        expect(octetsIn(await flight(world)), 'octets').to.be.within(1, window);
      },
    );
  }

  must(
    'use a window that grows, and again no octet beyond it',
    { id: 'rfc9293/3.8.6/window-grows', cites: ['RFC9293 3.8.6', 'RFC9293 3.10.7.4 step 5'], lastsMs: 2_000 },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world, { window: 2 * MSS, mss: MSS, options: OPTIONS });
      await target.send(Buffer.alloc(QUEUED));
      expect(octetsIn(await flight(world)), 'octets at first').to.equal(2 * MSS);
      for (const window of [3 * MSS, 5 * MSS, 2 * MSS]) {
        await peer.send('ACK', { window });
        expect(octetsIn(await flight(world)), 'octets in the new window').to.equal(window);
      }
    },
  );

  should(
    'send no new data when the window shrinks to less than what is outstanding',
    {
      id: 'rfc9293/3.8.6/shrunk-no-new-data',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-15', 'RFC9293 MUST-34'],
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, deadline } = world;
      const { una, nxt } = await shrink(world, MSS);
      const again = await nextData(world, una);
      expect(again.seq, 'SEG.SEQ of what is sent again').to.equal(una);
      await deadline.pause(200);
      await peer.barrier();
      expect(furthest(world, nxt), 'octets of new data').to.be.at.most(0);
    },
  );

  should(
    'send old data within the shrunk window again',
    {
      id: 'rfc9293/3.8.6/shrunk-old-data',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-16', 'RFC9293 MUST-34', 'RFC9293 MAY-7'],
      lastsMs: 3_000,
    },
    async (world) => {
      const { una } = await shrink(world, 300);
      const { seq, payload } = await nextData(world, una);
      expect(seq, 'SEG.SEQ').to.equal(una);
      return payload.length <= 300 ? 'within-the-window' : 'beyond-the-window';
    },
  );

  must(
    'bear a window that shrinks below what is outstanding, and go on when it opens again',
    {
      id: 'rfc9293/3.8.6/shrunk-and-reopened',
      cites: ['RFC9293 3.8.6', 'RFC9293 MUST-34'],
      lastsMs: 4_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { una } = await shrink(world, 300);
      await nextData(world, una);
      await peer.send('ACK', { ack: una });
      const total = add(peer.irs, 1 + QUEUED);
      for (let next = una; next !== total; ) {
        const { segment } = await peer.next();
        const overlap = distance(segment.seq, next);
        if (overlap >= 0) next = add(segment.seq, Math.max(overlap, segment.payload.length));
        await peer.send('ACK', { ack: next });
      }
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'probe a window that shrank to zero with data outstanding, and keep the connection',
    {
      id: 'rfc9293/3.8.6/shrunk-to-zero',
      cites: ['RFC9293 3.8.6', 'RFC9293 MUST-35', 'RFC9293 MUST-34', 'RFC9293 SHLD-17'],
      lastsMs: 6_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { una } = await shrink(world, 0);
      for (let n = 0; n < 3; n++) {
        const { seq } = await nextDataOrProbe(world, una);
        expect(distance(una, seq), 'from SND.UNA').to.be.within(-1, 0);
        await peer.send('ACK', { ack: una, window: 0 });
      }
      await target.stays('ESTABLISHED');
      await peer.send('ACK', { ack: una, window: 2 * MSS });
      expect((await nextData(world, una)).seq, 'SEG.SEQ when the window opens').to.equal(una);
    },
  );
});

/** How far the target's data reached beyond a sequence number, in octets; negative or zero if it did not. */
function furthest({ peer }: World, edge: number): number {
  const data = peer.trace.filter(({ from, segment }) => from === 'target' && segment.payload.length > 0);
  return Math.max(...data.map(({ segment }) => distance(edge, endOf(segment))));
}

/** The next segment with data from SND.UNA on: what comes before may have crossed what acknowledged it, or opened the window. */
async function nextData(world: World, una: number): Promise<DecodedSegment> {
  for (;;) {
    const segment = await nextDataOrProbe(world, una);
    if (segment.payload.length > 0) return segment;
  }
}

/** The same, or a probe without data. */
async function nextDataOrProbe({ peer }: World, una: number): Promise<DecodedSegment> {
  for (;;) {
    const { segment } = await peer.next();
    if (segment.payload.length === 0 || distance(una, endOf(segment)) > 0) return segment;
  }
}

function endOf({ seq, payload }: DecodedSegment): number {
  return add(seq, payload.length);
}

/**
 * Four segments are outstanding and more data waits; the first of them is acknowledged, with so small a window that its
 * right edge moves to the left. Resolves to SND.UNA and SND.NXT of the target.
 */
async function shrink(world: World, window: number): Promise<{ una: number; nxt: number }> {
  const { peer, target } = world;
  await establishFarAway(world, { rttMs: 150, window: 4 * MSS, mss: MSS, options: OPTIONS });
  await target.send(Buffer.alloc(QUEUED));
  const [first] = await flight(world);
  const una = add(first?.seq ?? 0, first?.payload.length ?? 0);
  await peer.send('ACK', { ack: una, window });
  return { una, nxt: add(peer.irs, 1 + 4 * MSS) };
}
