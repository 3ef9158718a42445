import { expect } from 'chai';
import { establishFarAway, flight, must, octetsIn, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const MSS = 1_000;
const OPTIONS = { SO_SNDBUF: 100_000 };
const QUEUED = 20_000;
/** RFC 9293 3.8.6.2.1: the time-out that overrides the algorithm is 0.1 to 1 second. */
const SHORTEST_OVERRIDE_MS = 100;

suite('3.8.6.2.1 sender silly window avoidance', () => {
  must(
    'leave the rest of a window unused that is smaller than a segment and than half the largest window',
    {
      id: 'rfc9293/3.8.6.2.1/rest-of-window',
      cites: ['RFC9293 3.8.6.2.1', 'RFC9293 MUST-38'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world, { window: 3 * MSS + 200, mss: MSS, options: OPTIONS });
      // Segment by segment: of one long SEND, stacks that queue several segments as one may send the rest with the last.
      for (let n = 0; n < 10; n++) await target.send(Buffer.alloc(MSS));
      const sizes = (await flight(world)).map(({ payload }) => payload.length);
      expect(sizes, 'octets in the segments').to.deep.equal([MSS, MSS, MSS]);
      await peer.send('ACK', { window: 2 * MSS + 100 });
      const next = (await flight(world)).map(({ payload }) => payload.length);
      const timedOut = peer.trace.some(({ retransmission }) => retransmission); // which leaves room for one segment alone
      expect(next, 'octets in the segments').to.deep.equal(timedOut && next.length === 1 ? [MSS] : [MSS, MSS]);
    },
  );

  must(
    'leave the rest of a window unused also when it opens for data that was handed over in one SEND',
    {
      id: 'rfc9293/3.8.6.2.1/rest-of-window-one-send',
      cites: ['RFC9293 3.8.6.2.1', 'RFC9293 MUST-38'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world, { window: 3 * MSS + 200, mss: MSS, options: OPTIONS });
      await peer.send('ACK', { window: 0 });
      await peer.barrier();
      await target.send(Buffer.alloc(QUEUED));
      await peer.silence();
      await peer.send('ACK', { window: 3 * MSS + 200 });
      const sizes = (await flight(world)).map(({ payload }) => payload.length);
      expect(sizes, 'octets in the segments').to.deep.equal([MSS, MSS, MSS]);
    },
  );

  must(
    'send no small segment at once when a closed window opens by a few octets',
    {
      id: 'rfc9293/3.8.6.2.1/few-octets',
      cites: ['RFC9293 3.8.6.2.1', 'RFC9293 MUST-38'],
      lastsMs: 2_000,
      withinMs: 20_000,
    },
    async (world) => {
      const { peer, target, measured } = world;
      await establishFarAway(world, { mss: MSS, options: OPTIONS });
      await peer.send('ACK', { window: 0 });
      await peer.barrier();
      const start = peer.rcv.nxt;
      await target.send(Buffer.alloc(QUEUED));
      await peer.send('ACK', { window: 50 });
      const openedAt = peer.trace.at(-1)?.at ?? 0;
      await peer.silence({ forMs: SHORTEST_OVERRIDE_MS - 20 });
      const { at, segment } = await peer.next();
      measured('override-time-out', at - openedAt);
      expect(segment.payload.length, 'octets when the time-out overrides').to.be.at.most(50);
      await peer.send('ACK', { ack: add(start, segment.payload.length) });
      expect(octetsIn(await flight(world)), 'octets when the window opens').to.be.at.least(MSS);
    },
  );

  must(
    'send a full-sized segment as soon as a closed window has room for it',
    { id: 'rfc9293/3.8.6.2.1/full-sized', cites: ['RFC9293 3.8.6.2.1', 'RFC9293 SHLD-28'], lastsMs: 1_500 },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world, { mss: MSS, options: OPTIONS });
      await peer.send('ACK', { window: 0 });
      await peer.barrier();
      await target.send(Buffer.alloc(QUEUED));
      await peer.send('ACK', { window: MSS });
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: MSS }, { withinMs: SHORTEST_OVERRIDE_MS });
    },
  );
});
