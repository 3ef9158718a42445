import { emptyAck, may, must, reach, rightEdge, SYNCHRONIZED, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

type Peer = World['peer'];
type Position = readonly [name: string, words: string, seqOf: (peer: Peer) => number];

const OUTSIDE: readonly Position[] = [
  ['iss', 'with the first SYN’s sequence number', ({ iss }) => iss],
  ['just-left', 'one left of RCV.NXT', ({ snd }) => add(snd.nxt, -1)],
  ['left-of-window', 'two left of RCV.NXT', ({ snd }) => add(snd.nxt, -2)],
  ['beyond-right-edge', 'two past the last octet of the window', (peer) => add(rightEdge(peer), 1)],
  ['far-left', '2^30 left of the window', ({ snd }) => add(snd.nxt, -(2 ** 30))],
  ['far-right', '2^30 right of the window', (peer) => add(rightEdge(peer), 2 ** 30)],
];

const INSIDE: readonly Position[] = [
  ['left-edge', 'at RCV.NXT', ({ snd }) => snd.nxt],
  ['next', 'one right of RCV.NXT', ({ snd }) => add(snd.nxt, 1)],
  ['middle', 'in the middle of the window', ({ snd }) => add(snd.nxt, snd.wnd >>> 1)],
  ['last-octet', 'at the last octet of the window', (peer) => add(rightEdge(peer), -1)],
];

/** TIME-WAIT has rules of its own for a SYN: see RFC 9293 3.6.1 and RFC 6191. */
const STATES = SYNCHRONIZED.filter((state) => state !== 'TIME-WAIT');

suite('RFC 5961 4.2 blind SYN', () => {
  for (const state of STATES) {
    for (const flags of ['SYN', 'SYN,ACK']) {
      const kind = flags.replace(',', '-').toLowerCase();
      for (const [name, words, seqOf] of OUTSIDE) {
        must(
          `answer ${flags} ${words} with an empty ACK in ${state}`,
          {
            id: `rfc5961/4.2/${kind}-${name}-${state.toLowerCase()}`,
            cites: ['RFC5961 4.2', 'RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 4'],
            states: [state],
          },
          async (world) => {
            const { peer, target } = world;
            await reach(state, world);
            await peer.send(flags, { seq: seqOf(peer) });
            await peer.expect('ACK', emptyAck(peer));
            await target.stays(state);
          },
        );
      }

      for (const [name, words, seqOf] of INSIDE) {
        may(
          `answer ${flags} ${words} with a challenge ACK in ${state}, or reset the connection`,
          {
            id: `rfc5961/4.2/${kind}-${name}-${state.toLowerCase()}`,
            cites: ['RFC5961 4.2', 'RFC9293 3.10.7.4 step 4'],
            states: [state],
          },
          async (world) => {
            const { peer, target } = world;
            await reach(state, world);
            await peer.send(flags, { seq: seqOf(peer) });
            const behaviour = await peer.expectOneOf({
              'challenge-ack': ['ACK', emptyAck(peer)],
              rst: ['RST'],
              'rst-ack': ['RST,ACK'],
            });
            await target.reaches(behaviour === 'challenge-ack' ? state : 'CLOSED');
            return behaviour;
          },
        );
      }
    }
  }

  must(
    'answer a SYN,ACK that comes twice with an empty ACK',
    {
      id: 'rfc5961/4.2/syn-ack-again',
      cites: ['RFC9293 3.10.7.4 step 1', 'RFC5961 4.2'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world, 'active');
      await peer.send('SYN,ACK', { seq: peer.iss });
      await peer.expect('ACK', emptyAck(peer));
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'answer a SYN that comes twice in SYN-RECEIVED with an acknowledgment, and go on',
    {
      id: 'rfc9293/3.10.7.4/syn-again-in-syn-received',
      cites: ['RFC9293 3.10.7.4 step 1'],
      arc: ['SYN-RECEIVED', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world);
      const before = peer.retransmissionGaps().length;
      await peer.send('SYN', { seq: peer.iss });
      const answer = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], none: null });
      const again = peer.retransmissionGaps().length > before;
      if (answer === 'none' && !again) await peer.expect('ACK', emptyAck(peer), { withinMs: 100 });
      await target.stays('SYN-RECEIVED');
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
      return answer === 'ack' ? 'ack' : 'syn-ack-again';
    },
  );

  must(
    'let a peer that was restarted find out by its SYN, and open a new connection',
    {
      id: 'rfc5961/4.2/restarted-peer',
      cites: ['RFC5961 4.2', 'RFC9293 3.5.1 Figure 9', 'RFC9293 MUST-10'],
      arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const seq = add(peer.snd.nxt, 100);
      await peer.send('SYN', { seq });
      const { ack } = await peer.expect('ACK', emptyAck(peer));
      await peer.send('RST', { seq: ack });
      await target.reaches('CLOSED');
      peer.renew(seq);
      await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: add(seq, 1) });
    },
  );
});
