import { expect } from 'chai';
import {
  emptyAck,
  establish,
  must,
  reach,
  suite,
  takeAcks,
  Unsupported,
  userReceives,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'abcdefghijkl';
const SEGMENT = 1_000;

suite('3.10.7.4 FIN', () => {
  for (const [state, next] of [
    ['ESTABLISHED', 'CLOSE-WAIT'],
    ['FIN-WAIT-2', 'TIME-WAIT'],
  ] as const) {
    must(
      `leave a FIN in ${state} unprocessed until all before it is there`,
      {
        id: `rfc9293/3.10.7.4/fin-behind-a-gap-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 8'],
        arc: [state, next],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const first = peer.snd.nxt;
        await peer.send('FIN,PSH,ACK', { seq: add(first, 6), data: TEXT.slice(6) });
        await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await target.stays(state);
        await peer.send('FIN,PSH,ACK', { data: TEXT });
        await peer.acknowledged();
        await target.reaches(next);
        const { data, end } = await target.receive(1_000);
        expect([data.toString(), end], 'what the user received').to.deep.equal([TEXT, true]);
      },
    );
  }

  must(
    'take a FIN that waited behind a gap when the gap is filled, or when it comes again',
    {
      id: 'rfc9293/3.10.7.4/bare-fin-behind-a-gap',
      cites: ['RFC9293 3.10.7.4 step 8', 'RFC9293 3.10.7.4 step 1'],
      arc: ['ESTABLISHED', 'CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const end = add(peer.snd.nxt, TEXT.length);
      await peer.send('FIN,ACK', { seq: end });
      await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
      await target.stays('ESTABLISHED');
      await peer.send('PSH,ACK', { data: TEXT });
      const behaviour = await peer.expectOneOf({
        kept: ['ACK', { ack: add(end, 1), length: 0 }],
        left: ['ACK', { ack: end, length: 0 }],
      });
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { ack: add(end, 1), length: 0 });
      await target.reaches('CLOSE-WAIT');
      return behaviour;
    },
  );

  for (const state of ['CLOSE-WAIT', 'CLOSING', 'LAST-ACK'] as const) {
    must(
      `acknowledge a FIN again that comes again in ${state}`,
      {
        id: `rfc9293/3.10.7.4/fin-again-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 8'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const ack = state === 'CLOSE-WAIT' ? peer.rcv.nxt : add(peer.rcv.nxt, -1);
        await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1), ack });
        await peer.expect('ACK', emptyAck(peer));
        await target.stays(state);
      },
    );
  }

  // RFC 9293 3.10.7.4 would have it trimmed ("one could tailor"); who drops it whole has taken responsibility for nothing of it,
  // and it comes again. What must not be is the FIN, which lies beyond either way.
  must(
    'not process a FIN that lies beyond the window, after more text than the window holds',
    {
      id: 'rfc9293/3.10.7.4/fin-beyond-window',
      cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 8'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await establish(world, { options: { SO_RCVBUF: 4_096 } });
      let text = 0;
      for (; peer.snd.wnd >= SEGMENT; text += SEGMENT) {
        if (text > 2 ** 17) throw new Unsupported('the window does not shrink while nobody reads');
        await peer.send('PSH,ACK', { data: 'x'.repeat(Math.min(SEGMENT, peer.snd.wnd - 1)) });
        await peer.acknowledged();
      }
      const { nxt, wnd } = peer.snd;
      await peer.send('FIN,PSH,ACK', { seq: nxt, data: 'x'.repeat(wnd + 100) });
      const behaviour = await peer.expectOneOf({
        trimmed: ['ACK', { seq: peer.rcv.nxt, ack: add(nxt, wnd), length: 0 }],
        dropped: ['ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0 }],
      });
      await target.stays('ESTABLISHED');
      return behaviour;
    },
  );

  must(
    'process a FIN after exactly as much text as the window holds no earlier than it lies in the window',
    {
      id: 'rfc9293/3.10.7.4/fin-at-right-edge',
      cites: ['RFC9293 3.4 Table 5', 'RFC9293 3.10.7.4 step 1'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, peer.snd.wnd) });
      await peer.expect('ACK', emptyAck(peer));
      await target.stays('ESTABLISHED');
      await peer.send('PSH,ACK', { data: TEXT });
      await peer.acknowledged();
      await takeAcks(peer);
      await userReceives(world, TEXT);
    },
  );
});
