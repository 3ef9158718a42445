import { emptyAck, establish, may, must, suite, takeAcks, userReceives, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** The only window that the peer offers, so that it is MAX.SND.WND. */
const WINDOW = 1_000;
const PIECE = 500;
const PIECES = 5;

/** The states in which text is received. */
const STATES = ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'] as const;
type Receiving = (typeof STATES)[number];

type Place = readonly [name: string, words: string, ackOf: (una: number, nxt: number) => number];

/** ((SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT) is acceptable. */
const INSIDE: readonly Place[] = [
  ['oldest', 'SND.UNA-MAX.SND.WND', (una) => add(una, -WINDOW)],
  ['old', 'one below SND.UNA', (una) => add(una, -1)],
  ['una', 'SND.UNA', (una) => una],
  ['nxt', 'SND.NXT', (_, nxt) => nxt],
];

/** RFC 793 knew no lower bound. */
const BELOW: readonly Place[] = [
  ['too-old', 'one below SND.UNA-MAX.SND.WND', (una) => add(una, -WINDOW - 1)],
  ['far-too-old', '2^30 below SND.UNA', (una) => add(una, -(2 ** 30))],
];

const ABOVE: readonly Place[] = [
  ['unsent', 'SND.NXT+1', (_, nxt) => add(nxt, 1)],
  ['far-unsent', 'SND.NXT+2^30', (_, nxt) => add(nxt, 2 ** 30)],
];

suite('RFC 5961 5.2 blind data injection', () => {
  for (const state of STATES) {
    for (const [name, words, ackOf] of INSIDE) {
      must(
        `take the text of a segment that acknowledges ${words} in ${state}`,
        {
          id: `rfc5961/5.2/${name}-${state.toLowerCase()}`,
          cites: ['RFC5961 5.2', 'RFC9293 MAY-12', 'RFC9293 3.10.7.4 step 5'],
          states: [state],
        },
        async (world) => {
          const { peer } = world;
          const una = await exchangeText(world, state);
          await peer.send('PSH,ACK', { ack: ackOf(una, peer.rcv.nxt), window: WINDOW, data: 'honest' });
          await peer.acknowledged();
          await userReceives(world, 'honest');
        },
      );
    }

    for (const [name, words, ackOf] of BELOW) {
      may(
        `answer a segment that acknowledges ${words} in ${state} with an ACK and drop it, or take its text`,
        {
          id: `rfc5961/5.2/${name}-${state.toLowerCase()}`,
          cites: ['RFC5961 5.2', 'RFC9293 MAY-12', 'RFC9293 3.10.7.4 step 5'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          const una = await exchangeText(world, state);
          const seq = peer.snd.nxt;
          await peer.send('PSH,ACK', { seq, ack: ackOf(una, peer.rcv.nxt), window: WINDOW, data: 'forged' });
          const behaviour = await peer.expectOneOf({
            'challenge-ack': ['ACK', emptyAck(peer)],
            taken: ['ACK', { ...emptyAck(peer), ack: add(seq, 6) }],
          });
          await target.stays(state);
          await peer.send('PSH,ACK', { window: WINDOW, data: 'honest' });
          await takeAcks(peer);
          await userReceives(world, behaviour === 'taken' ? 'forged' : 'honest');
          return behaviour;
        },
      );
    }

    for (const [name, words, ackOf] of ABOVE) {
      must(
        `answer a segment that acknowledges ${words} in ${state} with an ACK, and drop it`,
        {
          id: `rfc5961/5.2/${name}-${state.toLowerCase()}`,
          cites: ['RFC5961 5.2', 'RFC9293 3.10.7.4 step 5'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          const una = await exchangeText(world, state);
          const seq = peer.snd.nxt;
          await peer.send('PSH,ACK', { seq, ack: ackOf(una, peer.rcv.nxt), window: WINDOW, data: 'forged' });
          await peer.expect('ACK', emptyAck(peer));
          await target.stays(state);
          await peer.send('PSH,ACK', { window: WINDOW, data: 'honest' });
          await peer.acknowledged();
          await userReceives(world, 'honest');
        },
      );
    }
  }
});

/**
 * A prologue: more text than MAX.SND.WND has gone to the peer and is acknowledged, and the target is in a state. Resolves
 * to its SND.UNA.
 */
async function exchangeText(world: World, state: Receiving): Promise<number> {
  const { peer, target } = world;
  await establish(world, { syn: { window: WINDOW }, ack: { window: WINDOW }, options: { TCP_NODELAY: 1 } });
  for (let n = 0; n < PIECES; n++) {
    await target.send(Buffer.alloc(PIECE));
    await peer.expect('ACK', { length: PIECE });
    await peer.send('ACK', { window: WINDOW });
  }
  const una = peer.rcv.nxt;
  if (state === 'ESTABLISHED') return una;
  await target.close();
  await peer.expect('FIN,ACK');
  if (state === 'FIN-WAIT-1') return una;
  await peer.send('ACK', { window: WINDOW });
  await target.reaches(state);
  return peer.rcv.nxt;
}
