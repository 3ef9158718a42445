import {
  emptyAck,
  may,
  must,
  type Opening,
  pace,
  reach,
  rightEdge,
  type State,
  SYNCHRONIZED,
  suite,
  takeAcks,
  Unsupported,
  userReceives,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

type Peer = World['peer'];
type Position = readonly [name: string, words: string, seqOf: (peer: Peer) => number];

const INSIDE: readonly Position[] = [
  ['next', 'one right of RCV.NXT', ({ snd }) => add(snd.nxt, 1)],
  ['middle', 'in the middle of the window', ({ snd }) => add(snd.nxt, snd.wnd >>> 1)],
  ['last-octet', 'at the last octet of the window', (peer) => add(rightEdge(peer), -1)],
];

const OUTSIDE: readonly Position[] = [
  ['left-of-window', 'one left of RCV.NXT', ({ snd }) => add(snd.nxt, -1)],
  ['right-edge', 'one past the last octet of the window', rightEdge],
  ['far-left', '2^30 left of the window', ({ snd }) => add(snd.nxt, -(2 ** 30))],
  ['far-right', '2^30 right of the window', (peer) => add(rightEdge(peer), 2 ** 30)],
];

const STATES: readonly (readonly [State, Opening, string])[] = [
  ['SYN-RECEIVED', 'passive', 'syn-received'],
  ['SYN-RECEIVED', 'simultaneous', 'syn-received-simultaneous'],
  ...SYNCHRONIZED.map((state) => [state, 'passive', state.toLowerCase()] as const),
];

suite('RFC 5961 3.2 blind reset', () => {
  for (const [state, opening, path] of STATES) {
    const where = opening === 'passive' ? state : `${state} after ${opening} opening`;
    for (const [name, words, seqOf] of OUTSIDE) {
      must(
        `drop a RST ${words} in ${where} without a word`,
        {
          id: `rfc5961/3.2/rst-${name}-${path}`,
          cites: ['RFC5961 3.2', 'RFC9293 3.5.3', 'RFC9293 3.10.7.4 step 1'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('RST', { seq: seqOf(peer) });
          await peer.silence();
          await target.stays(state);
        },
      );
    }

    for (const [name, words, seqOf] of INSIDE) {
      may(
        `answer a RST ${words} with a challenge ACK in ${where}, or be reset by it`,
        {
          id: `rfc5961/3.2/rst-${name}-${path}`,
          cites: ['RFC5961 3.2', 'RFC9293 3.5.3', 'RFC9293 3.10.7.4 step 2'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('RST', { seq: seqOf(peer) });
          const answer = await peer.expectOneOf({ 'challenge-ack': ['ACK', emptyAck(peer)], silent: null });
          const reset = state === 'SYN-RECEIVED' && opening === 'passive' ? 'LISTEN' : 'CLOSED';
          await target.reaches(answer === 'silent' ? reset : state);
          return answer === 'silent' ? 'reset' : answer;
        },
      );
    }
  }

  for (const state of SYNCHRONIZED.filter((each) => each !== 'TIME-WAIT')) {
    must(
      `be reset in ${state} by the exact RST with which a peer answers the challenge ACK that its RST in the window drew`,
      {
        id: `rfc5961/3.2/challenge-answered-${state.toLowerCase()}`,
        cites: ['RFC5961 3.2', 'RFC9293 3.10.7.4 step 2'],
        arc: [state, 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await peer.send('RST', { seq: add(peer.snd.nxt, 100) });
        const kinds = { 'challenge-ack': ['ACK', emptyAck(peer)], reset: null } as const;
        const answer = await peer.expectOneOf(kinds);
        if (answer === 'challenge-ack') await peer.send('RST', { seq: peer.last.ack });
        await target.reaches('CLOSED');
        await peer.silence();
        return answer;
      },
    );
  }

  must(
    'carry text both ways after RSTs all over the window and outside of it',
    {
      id: 'rfc5961/3.2/survives',
      cites: ['RFC5961 3.2', 'RFC9293 3.10.7.4 step 2', 'RFC9293 3.5.3'],
      states: ['ESTABLISHED'],
      lastsMs: 8_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await sendResets(world, INSIDE);
      if ((await target.status()) !== 'ESTABLISHED') throw new Unsupported('a RST in the window resets the connection');
      await sendResets(world, OUTSIDE);
      await target.stays('ESTABLISHED');
      await peer.send('PSH,ACK', { data: 'to the target' });
      await peer.acknowledged();
      await userReceives(world, 'to the target');
      await target.send('to the peer');
      await peer.expect('ACK', { data: 'to the peer' });
      await peer.send('ACK');
    },
  );

  must(
    'be reset by the exact RST with which a peer answers a challenge ACK',
    {
      id: 'rfc5961/3.2/challenge-answered',
      cites: ['RFC5961 3.2', 'RFC5961 4.2', 'RFC9293 3.5.1 Figure 9'],
      arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('SYN', { seq: add(rightEdge(peer), 100_000) });
      const { ack } = await peer.expect('ACK', emptyAck(peer));
      await peer.send('RST', { seq: ack });
      await target.reaches('CLOSED');
      await peer.silence();
    },
  );
});

async function sendResets(world: World, positions: readonly Position[]): Promise<void> {
  for (const [, , seqOf] of positions) {
    await world.peer.send('RST', { seq: seqOf(world.peer) });
    await takeAcks(world.peer);
    await pace(world);
  }
}
