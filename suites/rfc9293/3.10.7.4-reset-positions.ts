import {
  afterReset,
  emptyAck,
  INSIDE,
  may,
  must,
  OUTSIDE,
  type Position,
  reach,
  reachZeroWindow,
  SITUATIONS,
  SYN_RECEIVED,
  SYNCHRONIZED,
  situation,
  suite,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Sequence numbers that are all outside of a window of zero, where RCV.NXT alone counts (RFC 9293 3.4 Table 5). */
const OUTSIDE_OF_NOTHING: readonly Position[] = [
  { name: 'left-of-window', words: 'at RCV.NXT-1', seqOf: ({ snd }) => add(snd.nxt, -1) },
  { name: 'next', words: 'at RCV.NXT+1', seqOf: ({ snd }) => add(snd.nxt, 1) },
  { name: 'far-left', words: 'at RCV.NXT-2^30', seqOf: ({ snd }) => add(snd.nxt, -(2 ** 30)) },
  { name: 'far-right', words: 'at RCV.NXT+2^30', seqOf: ({ snd }) => add(snd.nxt, 2 ** 30) },
];

const BLIND = ['RFC9293 3.5.3', 'RFC9293 3.10.7.4 step 1', 'RFC5961 3.2'];

suite('3.10.7.4 RST and RST,ACK by their place', () => {
  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    for (const { name, words, seqOf } of OUTSIDE) {
      must(
        `drop a RST,ACK ${words} in ${where} without a word`,
        { id: `rfc9293/3.10.7.4/rst-ack-${name}-${path}`, cites: BLIND, states: [state] },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('RST,ACK', { seq: seqOf(peer) });
          await peer.silence();
          await target.stays(state);
        },
      );
    }

    for (const { name, words, seqOf } of INSIDE) {
      may(
        `answer a RST,ACK ${words} with a challenge ACK in ${where}, or be reset by it`,
        {
          id: `rfc9293/3.10.7.4/rst-ack-${name}-${path}`,
          cites: ['RFC9293 3.5.3', 'RFC9293 3.10.7.4 step 2', 'RFC5961 3.2'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('RST,ACK', { seq: seqOf(peer) });
          const answer = await peer.expectOneOf({ 'challenge-ack': ['ACK', emptyAck(peer)], silent: null });
          await target.reaches(answer === 'silent' ? afterReset(at) : state);
          return answer === 'silent' ? 'reset' : answer;
        },
      );
    }
  }

  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    must(
      `forget the connection without a reply when a RST,ACK arrives at RCV.NXT in ${where}`,
      {
        id: `rfc9293/3.10.7.4/rst-ack-exact-${path}`,
        cites: ['RFC9293 3.10.7.4 step 2', 'RFC9293 3.5.3'],
        arc: [state, afterReset(at), 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('RST,ACK');
        await target.reaches(afterReset(at));
        await peer.silence();
        const late = await peer.send('ACK');
        await peer.expect('RST', { seq: late.ack });
      },
    );
  }

  for (const at of SYN_RECEIVED) {
    const { state, opening, path, where } = at;
    must(
      `judge no RST in ${where} by what it would acknowledge: one that acknowledges ISS resets too`,
      {
        id: `rfc9293/3.10.7.4/rst-ack-of-iss-${path}`,
        cites: ['RFC9293 3.10.7.4 step 2', 'RFC9293 3.5.3'],
        arc: [state, afterReset(at), 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('RST,ACK', { ack: peer.irs });
        await target.reaches(afterReset(at));
        await peer.silence();
      },
    );
  }

  for (const at of SYNCHRONIZED.map((state) => situation(state))) {
    const { state, path } = at;
    for (const flags of ['RST', 'RST,ACK']) {
      const kind = flags.toLowerCase().replace(',', '-');
      must(
        `process a ${flags} at RCV.NXT in ${state} while the window is zero`,
        {
          id: `rfc9293/3.10.7.4/${kind}-in-zero-window-exact-${path}`,
          cites: ['RFC9293 3.4', 'RFC9293 MUST-66', 'RFC9293 3.10.7.4 step 2'],
          arc: [state, 'CLOSED', 'rcv RST'],
        },
        async (world) => {
          const { peer, target } = world;
          await reachZeroWindow(at, world);
          await peer.send(flags);
          await target.reaches('CLOSED');
          await peer.silence();
        },
      );

      for (const { name, words, seqOf } of OUTSIDE_OF_NOTHING) {
        must(
          `drop a ${flags} ${words} in ${state} without a word while the window is zero`,
          {
            id: `rfc9293/3.10.7.4/${kind}-in-zero-window-${name}-${path}`,
            cites: [...BLIND, 'RFC9293 3.4 Table 5'],
            states: [state],
          },
          async (world) => {
            const { peer, target } = world;
            await reachZeroWindow(at, world);
            await peer.send(flags, { seq: seqOf(peer) });
            await peer.silence();
            await target.stays(state);
          },
        );
      }
    }
  }
});
