import {
  emptyAck,
  may,
  must,
  type Opening,
  reach,
  rightEdge,
  type State,
  SYNCHRONIZED,
  suite,
  takeAcks,
  userReceives,
  type World,
} from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

type Peer = World['peer'];

const QUARTER = 2 ** 30;

/** Sequence numbers outside the window. */
const OUTSIDE: readonly (readonly [string, string, (peer: Peer) => number])[] = [
  ['left-of-window', 'one left of the window', ({ snd }) => add(snd.nxt, -1)],
  ['right-edge', 'one past the last octet of the window', rightEdge],
  ['far-left', '2^30 left of the window', ({ snd }) => add(snd.nxt, -QUARTER)],
  ['far-right', '2^30 right of the window', (peer) => add(rightEdge(peer), QUARTER)],
];

/** Sequence numbers in the window but not at its left edge, and the one past it, which some stacks let in (RFC 9293 A.2). */
const IN_QUESTION: typeof OUTSIDE = [
  ['next', 'one right of RCV.NXT', ({ snd }) => add(snd.nxt, 1)],
  ['middle', 'in the middle of the window', ({ snd }) => add(snd.nxt, snd.wnd >>> 1)],
  ['last-octet', 'at the last octet of the window', (peer) => add(rightEdge(peer), -1)],
  ['right-edge', 'one past the last octet of the window', rightEdge],
];

const STATES: readonly (readonly [State, Opening])[] = [
  ['SYN-RECEIVED', 'passive'],
  ['SYN-RECEIVED', 'simultaneous'],
  ...SYNCHRONIZED.map((state) => [state, 'passive'] as const),
];

suite('3.4 acceptability', () => {
  for (const [state, opening] of STATES) {
    const where = opening === 'passive' ? state : `${state} after ${opening} opening`;
    const path = `${state.toLowerCase()}${opening === 'passive' ? '' : `-${opening}`}`;
    for (const [name, words, seqOf] of OUTSIDE) {
      must(
        `answer an octet of text ${words} with an empty ACK in ${where}, and drop it`,
        {
          id: `rfc9293/3.4/text-${name}-${path}`,
          cites: ['RFC9293 3.4 Table 5', 'RFC9293 3.10.7.4 step 1', 'RFC9293 3.5.2 group 3'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('PSH,ACK', { seq: seqOf(peer), ack: ackIn(state, peer), data: 'x' });
          await peer.expect('ACK', emptyAck(peer));
          if (opening === 'passive') await target.stays(state); // else its ACK may have completed the handshake (A.2)
          if (state === 'ESTABLISHED') await userReceives(world, '');
        },
      );

      if (name === 'right-edge') continue; // a question of its own, below
      must(
        `answer a bare ACK ${words} with an empty ACK in ${where}`,
        {
          id: `rfc9293/3.4/ack-${name}-${path}`,
          cites: ['RFC9293 3.4 Table 5', 'RFC9293 3.10.7.4 step 1', 'RFC9293 3.5.2 group 3'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('ACK', { seq: seqOf(peer), ack: ackIn(state, peer) });
          await peer.expect('ACK', emptyAck(peer));
          if (opening === 'passive') await target.stays(state); // else its ACK may have completed the handshake (A.2)
        },
      );
    }
  }

  for (const [name, words, seqOf] of IN_QUESTION) {
    may(
      `take a bare ACK ${words} without a word, or answer it with an empty ACK`,
      {
        id: `rfc9293/3.4/ack-${name}-established`,
        cites: ['RFC9293 3.4 Table 5', 'RFC9293 MAY-13', 'RFC9293 A.2'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('ESTABLISHED', world);
        await peer.send('ACK', { seq: seqOf(peer) });
        const behaviour = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await target.stays('ESTABLISHED');
        await userReceives(world, '');
        return behaviour;
      },
    );
  }

  must(
    'take an octet at the left edge of the window',
    { id: 'rfc9293/3.4/text-left-edge', cites: ['RFC9293 3.4 Table 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'x' });
      await peer.expect('ACK', emptyAck(peer));
      await userReceives(world, 'x');
    },
  );

  must(
    'take a full window of text, to its last octet and not one octet more',
    {
      id: 'rfc9293/3.4/text-last-octet',
      cites: ['RFC9293 3.4 Table 5', 'RFC9293 3.10.7.4 step 7'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const edge = rightEdge(peer);
      const count = distance(peer.snd.nxt, edge);
      const text = 'abcdefghijklm'.repeat(count / 13 + 1).slice(0, count);
      await peer.send('PSH,ACK', { seq: edge, data: '!' }); // one past the last octet
      await peer.expect('ACK', emptyAck(peer));
      await peer.send('PSH,ACK', { seq: add(edge, -1), data: text.slice(-1) }); // the last octet
      await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
      for (let at = 0; at < count; at += 1_000) await peer.send('ACK', { data: text.slice(at, at + 1_000) });
      await peer.acknowledged();
      await takeAcks(peer);
      await target.receive(count);
      await takeAcks(peer);
      await userReceives(world, '');
    },
  );
});

/** An acceptable ACK that changes nothing: some stacks look at it even in a segment that is not acceptable (RFC 9293 A.2). */
function ackIn(state: State, { rcv }: Peer): number {
  return ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK'].includes(state) ? add(rcv.nxt, -1) : rcv.nxt;
}
