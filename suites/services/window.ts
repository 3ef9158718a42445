import { expect } from 'chai';
import {
  answerProbes,
  connectTo,
  firstFlight,
  must,
  nextProbe,
  octetsIn,
  type Probe,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

const MSS = 1_000;
const HELD_MS = 30_000;

suite('services: the window of the peer, with a source that never ends (chargen)', () => {
  must(
    'send nothing but probes while the window is zero, and text when it opens',
    {
      id: 'services/window/probes',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 MUST-36', 'RFC9293 MUST-35'],
      calls: 'by-services',
      lastsMs: 3_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer } = world;
      const start = await blocked(world);
      const { kind } = await nextProbe(world, start);
      await peer.send('ACK', { ack: start, window: 0 });
      await nextProbe(world, start);
      await peer.send('ACK', { ack: start, window: MSS });
      const { segment } = await peer.next();
      expect(distance(start, segment.seq), 'from the octet that comes next').to.be.within(0, 1);
      expect(segment.payload.length, 'octets of text').to.be.at.least(1);
      await settle(world);
      return kind;
    },
  );

  should(
    'wait for the retransmission time-out before the first probe, and double the interval between those that follow',
    {
      id: 'services/window/back-off',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 SHLD-29', 'RFC9293 SHLD-30'],
      calls: 'by-services',
      lastsMs: 8_000,
      withinMs: 90_000,
    },
    async (world) => {
      const { peer, measured } = world;
      const start = await blocked(world);
      const closedAt = peer.trace.at(-1)?.at ?? 0;
      const probes: Probe[] = [];
      while (probes.length < 4) probes.push(await nextProbe(world, start));
      const times = [closedAt, ...probes.map(({ at }) => at)];
      const gaps = times.slice(1).map((at, n) => at - (times[n] ?? at));
      measured('first-probe', gaps[0] ?? 0);
      expect(gaps[0], 'the time to the first probe, ms').to.be.within(150, 4_000);
      for (const [n, gap] of gaps.slice(2).entries())
        expect(gap / (gaps[n + 1] ?? 0), 'an interval by the one before').to.be.within(1.5, 2.6);
    },
  );

  must(
    'keep the connection for as long as its probes are answered, though the window stays zero',
    {
      id: 'services/window/stays-open',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 MUST-37', 'RFC9293 SHLD-17'],
      calls: 'by-services',
      states: ['ESTABLISHED'],
      lastsMs: HELD_MS,
      withinMs: 3 * HELD_MS,
    },
    async (world) => {
      const { peer } = world;
      const start = await blocked(world);
      const probes = await answerProbes(world, start, HELD_MS);
      expect(probes.length, 'probes').to.be.at.least(3);
      await peer.send('ACK', { ack: start, window: MSS });
      const { segment } = await peer.next();
      expect(segment.payload.length, 'octets of text when the window opens').to.be.at.least(1);
      await settle(world);
    },
  );

  must(
    'send no new text when the window shrinks to less than what is outstanding',
    {
      id: 'services/window/shrunk-no-new-text',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-15', 'RFC9293 MUST-34'],
      calls: 'by-services',
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, deadline } = world;
      const { una, nxt } = await shrink(world, MSS);
      const { segment } = await peer.next();
      expect(segment.seq, 'SEG.SEQ of what is sent again').to.equal(una);
      await deadline.pause(200);
      await peer.barrier();
      expect(furthest(world, nxt), 'octets of new text').to.be.at.most(0);
    },
  );

  should(
    'send old text within the shrunk window again',
    {
      id: 'services/window/shrunk-old-text',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-16', 'RFC9293 MAY-7', 'RFC9293 MUST-34'],
      calls: 'by-services',
      lastsMs: 3_000,
    },
    async (world) => {
      const { una } = await shrink(world, 300);
      const { segment } = await world.peer.next();
      expect(segment.seq, 'SEG.SEQ').to.equal(una);
      expect(segment.payload.length, 'octets').to.be.at.least(1);
      return segment.payload.length <= 300 ? 'within-the-window' : 'beyond-the-window';
    },
  );

  must(
    'probe a window that shrank to zero with text outstanding, and keep the connection',
    {
      id: 'services/window/shrunk-to-zero',
      cites: ['RFC9293 3.8.6', 'RFC9293 MUST-35', 'RFC9293 MUST-34', 'RFC9293 SHLD-17'],
      calls: 'by-services',
      lastsMs: 6_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer } = world;
      const { una } = await shrink(world, 0);
      for (let n = 0; n < 3; n++) {
        const { segment } = await peer.next();
        expect(distance(una, segment.seq), 'from SND.UNA').to.be.within(-1, 0);
        await peer.send('ACK', { ack: una, window: 0 });
      }
      await peer.send('ACK', { ack: una, window: 2 * MSS });
      const { segment } = await peer.next();
      expect(segment.seq, 'SEG.SEQ when the window opens').to.equal(una);
      await settle(world);
    },
  );

  for (const window of [32_768, 65_535]) {
    must(
      `take a window of ${window} as what it is, and not as a negative number`,
      {
        id: `services/window/unsigned-${window}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-1'],
        calls: 'by-services',
      },
      async (world) => {
        const { peer } = world;
        await connectTo('chargen', world, { ack: { window } });
        const segments = await firstFlight(world);
        expect(octetsIn(segments), 'octets of text').to.be.at.least(500);
        await peer.send('ACK', { window: 0 });
        await settle(world);
      },
    );
  }
});

/** A source that has text, and a window of zero from the start. Resolves to the number of its first octet. */
async function blocked(world: World): Promise<number> {
  await connectTo('chargen', world, { rttMs: 150, ack: { window: 0 } });
  return world.peer.rcv.nxt;
}

/** Four segments are outstanding; the first is acknowledged, with so small a window that its right edge moves to the left. */
async function shrink(world: World, window: number): Promise<{ una: number; nxt: number }> {
  const { peer } = world;
  const options = [{ kind: 'mss', value: MSS } as const];
  await connectTo('chargen', world, { rttMs: 150, syn: { options }, ack: { window: 4 * MSS } });
  const [first] = await firstFlight(world);
  const una = add(first?.seq ?? 0, first?.payload.length ?? 0);
  await peer.send('ACK', { ack: una, window });
  return { una, nxt: add(peer.irs, 1 + 4 * MSS) };
}

/** How far text reached beyond a sequence number, in octets; negative or zero if it did not. */
function furthest({ peer }: World, edge: number): number {
  const text = peer.trace.filter(({ from, segment }) => from === 'target' && segment.payload.length > 0);
  return Math.max(...text.map(({ segment }) => distance(edge, add(segment.seq, segment.payload.length))));
}

/** Ends the source, and takes what was on its way. */
async function settle({ peer }: World): Promise<void> {
  await peer.send('RST', { seq: peer.snd.nxt });
  while ((await peer.expectOneOf({ text: ['ACK'], nothing: null })) === 'text');
}
