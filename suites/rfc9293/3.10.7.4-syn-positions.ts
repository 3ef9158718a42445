import {
  emptyAck,
  INSIDE,
  may,
  must,
  type Position,
  reach,
  rightEdge,
  SYN_RECEIVED,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Outside of the window, all of the one sequence number that a SYN takes. */
const OUTSIDE: readonly Position[] = [
  { name: 'iss', words: 'with the first SYN’s sequence number', seqOf: ({ iss }) => iss },
  { name: 'left-of-window', words: 'two left of RCV.NXT', seqOf: ({ snd }) => add(snd.nxt, -2) },
  {
    name: 'beyond-right-edge',
    words: 'two past the last octet of the window',
    seqOf: (peer) => add(rightEdge(peer), 1),
  },
  { name: 'far-left', words: '2^30 left of the window', seqOf: ({ snd }) => add(snd.nxt, -(2 ** 30)) },
  { name: 'far-right', words: '2^30 right of the window', seqOf: (peer) => add(rightEdge(peer), 2 ** 30) },
];

const IN_WINDOW: readonly Position[] = [
  { name: 'left-edge', words: 'at RCV.NXT', seqOf: ({ snd }) => snd.nxt },
  ...INSIDE,
];

/** Numbers at which a SYN may be that of a new connection in TIME-WAIT. */
const NEWER: readonly Position[] = [...IN_WINDOW, ...OUTSIDE.filter(({ name }) => /right/.test(name))];

const KINDS = ['SYN', 'SYN,ACK'] as const;

suite('3.10.7.4 SYN and SYN,ACK by their place', () => {
  for (const { opening, path, where } of SYN_RECEIVED) {
    for (const flags of KINDS) {
      const kind = flags.toLowerCase().replace(',', '-');
      for (const { name, words, seqOf } of OUTSIDE) {
        if (name === 'iss' && (flags === 'SYN' || opening !== 'passive')) continue; // comes again, or completes the handshake
        must(
          `answer a ${flags} ${words} in ${where} with an empty ACK`,
          {
            id: `rfc9293/3.10.7.4/${kind}-${name}-${path}`,
            cites: ['RFC9293 3.10.7.4 step 1', 'RFC5961 4.2'],
            states: ['SYN-RECEIVED'],
          },
          async (world) => {
            const { peer, target } = world;
            await reach('SYN-RECEIVED', world, opening);
            await peer.send(flags, { seq: seqOf(peer) });
            await peer.expect('ACK', emptyAck(peer));
            await target.stays('SYN-RECEIVED');
          },
        );
      }

      for (const { name, words, seqOf } of IN_WINDOW) {
        may(
          `${opening === 'passive' ? 'return to LISTEN for' : 'reset the connection for'} a ${flags} ${words} in ${where}, or answer it with a challenge ACK`,
          {
            id: `rfc9293/3.10.7.4/${kind}-${name}-${path}`,
            cites: ['RFC9293 3.10.7.4 step 4', 'RFC5961 4.2'],
            states: ['SYN-RECEIVED'],
          },
          async (world) => {
            const { peer, target } = world;
            await reach('SYN-RECEIVED', world, opening);
            await peer.send(flags, { seq: seqOf(peer) });
            const answer = await answerTo(world, opening === 'passive');
            const over = opening === 'passive' ? 'LISTEN' : 'CLOSED';
            await target.reaches(answer === 'challenge-ack' ? 'SYN-RECEIVED' : over);
            return answer;
          },
        );
      }
    }
  }

  for (const { name, words, seqOf } of OUTSIDE) {
    must(
      `answer a SYN,ACK ${words} in TIME-WAIT with an empty ACK`,
      {
        id: `rfc9293/3.10.7.4/syn-ack-${name}-time-wait`,
        cites: ['RFC9293 3.10.7.4 step 1', 'RFC5961 4.2'],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        await peer.send('SYN,ACK', { seq: seqOf(peer) });
        await peer.expect('ACK', emptyAck(peer));
        await target.stays('TIME-WAIT');
      },
    );
  }

  for (const { name, words, seqOf } of IN_WINDOW) {
    may(
      `answer a SYN,ACK ${words} in TIME-WAIT with a challenge ACK, or reset the connection`,
      {
        id: `rfc9293/3.10.7.4/syn-ack-${name}-time-wait`,
        cites: ['RFC9293 3.10.7.4 step 4', 'RFC5961 4.2'],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        await peer.send('SYN,ACK', { seq: seqOf(peer) });
        const answer = await answerTo(world, false);
        await target.reaches(answer === 'challenge-ack' ? 'TIME-WAIT' : 'CLOSED');
        return answer;
      },
    );
  }

  for (const { name, words, seqOf } of NEWER) {
    may(
      `open a new connection for a SYN ${words} in TIME-WAIT, answer it with a challenge ACK, or reset the connection`,
      {
        id: `rfc9293/3.10.7.4/syn-${name}-time-wait`,
        cites: ['RFC9293 3.10.7.4 step 4', 'RFC9293 3.6.1', 'RFC9293 MAY-2'],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        const { seq } = await peer.send('SYN', { seq: seqOf(peer) });
        const behaviour = await peer.expectOneOf({
          'syn-ack': ['SYN,ACK', { ack: add(seq, 1) }],
          'challenge-ack': ['ACK', emptyAck(peer)],
          'rst-ack': ['RST,ACK', { ack: add(seq, 1) }],
        });
        const next = { 'syn-ack': 'SYN-RECEIVED', 'challenge-ack': 'TIME-WAIT', 'rst-ack': 'CLOSED' } as const;
        await target.reaches(next[behaviour]);
        return behaviour;
      },
    );
  }
});

/** What answers a SYN in the window; nothing may, where the target goes back to LISTEN. */
function answerTo({ peer }: World, maySilence: boolean): Promise<'challenge-ack' | 'rst' | 'rst-ack' | 'silent'> {
  const resets = { rst: ['RST'], 'rst-ack': ['RST,ACK'] } as const;
  const outcomes = { 'challenge-ack': ['ACK', emptyAck(peer)], ...resets } as const;
  return maySilence ? peer.expectOneOf({ ...outcomes, silent: null }) : peer.expectOneOf(outcomes);
}
