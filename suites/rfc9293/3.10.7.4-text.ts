import { expect } from 'chai';
import { emptyAck, may, must, reach, should, suite, takeAcks, userReceives } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'abcdefghijkl';

/** Pieces of TEXT as [first, last) in the order in which they are sent; the whole TEXT follows them. */
const ORDERS: readonly (readonly [string, string, readonly (readonly [number, number])[]])[] = [
  [
    'swapped',
    'two pieces swapped',
    [
      [6, 12],
      [0, 6],
    ],
  ],
  [
    'reversed',
    'four pieces in reverse',
    [
      [9, 12],
      [6, 9],
      [3, 6],
      [0, 3],
    ],
  ],
  [
    'two-gaps',
    'two gaps, filled last to first',
    [
      [2, 4],
      [8, 10],
      [4, 8],
      [0, 2],
    ],
  ],
  [
    'doubled',
    'each piece twice',
    [
      [6, 12],
      [6, 12],
      [0, 6],
      [0, 6],
    ],
  ],
  [
    'overlapping',
    'pieces that overlap to the right',
    [
      [0, 5],
      [3, 9],
      [6, 12],
    ],
  ],
  [
    'overlapping-gap',
    'overlapping pieces behind a gap',
    [
      [4, 8],
      [6, 12],
      [2, 7],
      [0, 3],
    ],
  ],
  [
    'within',
    'a piece within one that is there',
    [
      [3, 9],
      [5, 7],
      [0, 12],
    ],
  ],
  [
    'around',
    'a piece around one that is there',
    [
      [5, 7],
      [3, 9],
      [0, 4],
    ],
  ],
  [
    'around-two',
    'a piece around two that are there',
    [
      [3, 5],
      [7, 9],
      [2, 10],
      [0, 2],
    ],
  ],
];

suite('3.10.7.4 text', () => {
  for (const [name, words, pieces] of ORDERS) {
    must(
      `deliver text once and in order: ${words}`,
      {
        id: `rfc9293/3.10.7.4/order-${name}`,
        cites: ['RFC9293 3.10.7.4 step 7', 'RFC9293 3.4'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer } = world;
        await reach('ESTABLISHED', world);
        const first = peer.snd.nxt;
        for (const [from, to] of pieces) {
          await peer.send('PSH,ACK', { seq: add(first, from), data: TEXT.slice(from, to) });
        }
        await peer.send('PSH,ACK', { data: TEXT }); // for what was left
        await peer.acknowledged();
        await takeAcks(peer);
        await userReceives(world, TEXT);
      },
    );
  }

  should(
    'keep text that comes out of order',
    {
      id: 'rfc9293/3.10.7.4/out-of-order-kept',
      cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 SHLD-31'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const first = peer.snd.nxt;
      await peer.send('PSH,ACK', { seq: add(first, 6), data: TEXT.slice(6) });
      await takeAcks(peer);
      await peer.send('PSH,ACK', { data: TEXT.slice(0, 6) });
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: add(first, 12), length: 0 });
      await peer.send('PSH,ACK', { seq: first, data: TEXT });
      await peer.expect('ACK', { ack: add(first, 12), length: 0 });
      await peer.send('FIN,ACK', { seq: add(first, 12) });
      await peer.expect('ACK', { ack: add(first, 13), length: 0 });
    },
  );

  must(
    'process all that waits behind a gap before it acknowledges: one ACK for all when the gap is filled',
    {
      id: 'rfc9293/3.10.7.4/one-ack-for-all',
      cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 MUST-58', 'RFC9293 MUST-59'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const first = peer.snd.nxt;
      for (const at of [3, 6, 9]) await peer.send('PSH,ACK', { seq: add(first, at), data: TEXT.slice(at, at + 3) });
      await takeAcks(peer);
      await peer.send('PSH,ACK', { data: TEXT.slice(0, 3) });
      const behaviour = await peer.expectOneOf({
        'all-at-once': ['ACK', { seq: peer.rcv.nxt, ack: add(first, 12), length: 0 }],
        'nothing-kept': ['ACK', { seq: peer.rcv.nxt, ack: add(first, 3), length: 0 }],
      });
      await peer.silence({ forMs: 600 });
      return behaviour;
    },
  );

  may(
    'send an ACK of RCV.NXT for text that comes out of order',
    {
      id: 'rfc9293/3.10.7.4/out-of-order-ack',
      cites: ['RFC9293 3.10.7.4 step 7', 'RFC9293 MAY-13', 'RFC5681 4.2'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { seq: add(peer.snd.nxt, 6), data: TEXT.slice(6) });
      return peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
    },
  );

  must(
    'process only the new part of text that is partly old',
    {
      id: 'rfc9293/3.10.7.4/partly-old',
      cites: ['RFC9293 3.10.7.4 step 1'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'abc' });
      await peer.acknowledged();
      await peer.send('PSH,ACK', { seq: add(peer.snd.nxt, -3), data: 'XYZdef' });
      await peer.expect('ACK', { ack: add(peer.snd.nxt, 3), length: 0 });
      await peer.send('PSH,ACK', { data: 'def' });
      await peer.acknowledged();
      await userReceives(world, 'abcdef');
    },
  );

  must(
    'take text that comes with the ACK of its SYN',
    {
      id: 'rfc9293/3.10.7.4/text-in-syn-received',
      cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.10.7.4 step 7'],
      arc: ['SYN-RECEIVED', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world);
      await peer.send('PSH,ACK', { data: TEXT });
      await peer.acknowledged();
      await target.reaches('ESTABLISHED');
      await target.accept();
      await userReceives(world, TEXT);
    },
  );

  must(
    'take text that comes with the SYN,ACK, at once or when it comes again',
    {
      id: 'rfc9293/3.10.7.3/syn-ack-text',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.4'],
      arc: ['SYN-SENT', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const { seq } = await peer.send('SYN,ACK', { data: TEXT });
      await peer.expect('ACK', { length: 0 });
      await target.reaches('ESTABLISHED');
      const last = (await takeAcks(peer)) ?? peer.last.ack;
      await peer.send('PSH,ACK', { seq: add(seq, 1), data: TEXT });
      await peer.expect('ACK', { ack: add(seq, 1 + TEXT.length), length: 0 });
      await userReceives(world, TEXT);
      return last === add(seq, 1) ? 'left' : 'taken';
    },
  );

  should(
    'take text that comes with the SYN,ACK at once',
    {
      id: 'rfc9293/3.10.7.3/syn-ack-text-taken',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.10.7.4 step 7'],
      arc: ['SYN-SENT', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('SYN,ACK', { data: TEXT });
      await target.reaches('ESTABLISHED');
      await peer.barrier();
      expect(await takeAcks(peer), 'the last SEG.ACK').to.equal(peer.snd.nxt);
      await userReceives(world, TEXT);
    },
  );

  for (const state of ['CLOSE-WAIT', 'CLOSING', 'LAST-ACK'] as const) {
    must(
      `ignore text beyond the FIN in ${state}`,
      {
        id: `rfc9293/3.10.7.4/text-after-fin-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 7'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const ack = state === 'CLOSE-WAIT' ? peer.rcv.nxt : add(peer.rcv.nxt, -1);
        await peer.send('PSH,ACK', { seq: peer.snd.nxt, ack, data: 'too late' });
        const behaviour = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await target.stays(state);
        const { data, end } = await target.receive(1_000);
        expect([data.toString(), end], 'what the user received').to.deep.equal(['', true]);
        return behaviour;
      },
    );
  }
});
