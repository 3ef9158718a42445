import { establishFarAway, must, should, suite, type World } from '../../src/harness/index.js';

/** Less than the time-out of a connection that seems far away, more than any turn of a scheduler. */
const HELD_MS = 250;
const SMALL = ['b', 'c', 'd'] as const;

suite('3.7.4 the Nagle algorithm', () => {
  should(
    'hold small pieces of data back while data is unacknowledged, and send them in one segment then',
    { id: 'rfc9293/3.7.4/coalesced', cites: ['RFC9293 3.7.4', 'RFC9293 SHLD-7'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      await firstUnacknowledged(world);
      for (const piece of SMALL) await target.send(piece);
      await peer.silence({ forMs: HELD_MS });
      await peer.send('ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, data: SMALL.join('') });
      await peer.send('ACK');
    },
  );

  should(
    'send a full-sized segment although data is unacknowledged, and hold the rest back',
    { id: 'rfc9293/3.7.4/full-sized', cites: ['RFC9293 3.7.4', 'RFC9293 SHLD-7'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      await firstUnacknowledged(world, 1_000);
      await target.send(Buffer.alloc(1_100));
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: 1_000 });
      await peer.silence({ forMs: HELD_MS });
      await peer.send('ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: 100 });
      await peer.send('ACK');
    },
  );

  must(
    'send small pieces of data at once when nothing is unacknowledged',
    { id: 'rfc9293/3.7.4/nothing-outstanding', cites: ['RFC9293 3.7.4', 'RFC9293 MUST-60'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world);
      for (const piece of SMALL) {
        await target.send(piece);
        await peer.expect('ACK', { seq: peer.rcv.nxt, data: piece }, { withinMs: HELD_MS });
        await peer.send('ACK');
      }
    },
  );

  must(
    'let the user turn the algorithm off: small pieces are sent at once',
    { id: 'rfc9293/3.7.4/off', cites: ['RFC9293 3.7.4', 'RFC9293 MUST-17'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      await establishFarAway(world);
      await target.setOptions({ TCP_NODELAY: 1 });
      for (const piece of ['a', ...SMALL]) {
        await target.send(piece);
        await peer.expect('ACK', { seq: peer.rcv.nxt, data: piece }, { withinMs: HELD_MS });
      }
      await peer.send('ACK');
    },
  );
});

async function firstUnacknowledged(world: World, mss?: number): Promise<void> {
  const { peer, target } = world;
  await establishFarAway(world, mss === undefined ? {} : { mss });
  await target.send('a');
  await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'a' });
}
