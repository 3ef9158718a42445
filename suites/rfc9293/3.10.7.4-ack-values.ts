import {
  emptyAck,
  may,
  must,
  quietAck,
  RECEIVING,
  reach,
  SYNCHRONIZED,
  situation,
  suite,
  takeAcks,
  userReceives,
  type Way,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const SAID = 'ten octets';

/** The target has sent something that was acknowledged, so that there are old acknowledgments. */
const TALKED: Way = {
  established: async ({ peer, target }: World) => {
    await target.send(SAID);
    await peer.expect('ACK', { data: SAID });
    await peer.send('ACK');
    await peer.barrier();
  },
};

/** Where SEG.ACK lies from SND.UNA: an old one is of octets that were sent, the other is older than any window. */
const OLD = -5;
const TOO_OLD = -(2 ** 30);

const UNSENT = [
  ['next', 1],
  ['far', 2 ** 30],
] as const;

const CITES = ['RFC9293 3.10.7.4 step 5'];

suite('3.10.7.4 SEG.ACK by its place', () => {
  for (const state of SYNCHRONIZED) {
    const { path } = situation(state);
    for (const [name, words, offset] of [
      ['duplicate', 'a duplicate acknowledgment', 0],
      ['old', 'an old acknowledgment', OLD],
    ] as const) {
      must(
        `ignore ${words} in ${state}`,
        { id: `rfc9293/3.10.7.4/ack-${name}-${path}`, cites: CITES, states: [state] },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, TALKED);
          await peer.send('ACK', { ack: add(quietAck({ state }, peer), offset) });
          await peer.silence();
          await target.stays(state);
        },
      );
    }

    may(
      `ignore an acknowledgment older than the largest window in ${state}, or answer it with an ACK`,
      {
        id: `rfc9293/3.10.7.4/ack-too-old-${path}`,
        cites: [...CITES, 'RFC9293 MAY-12', 'RFC5961 5.2'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await peer.send('ACK', { ack: add(quietAck({ state }, peer), TOO_OLD) });
        const behaviour = await peer.expectOneOf({ 'challenge-ack': ['ACK', emptyAck(peer)], silent: null });
        await target.stays(state);
        return behaviour === 'silent' ? 'ignored' : behaviour;
      },
    );

    for (const [name, beyond] of UNSENT) {
      if (state === 'TIME-WAIT') continue; // what comes there is not held against SND.NXT, unless by RFC 5961
      must(
        `answer a bare acknowledgment of SND.NXT+${beyond} with an empty ACK in ${state}`,
        {
          id: `rfc9293/3.10.7.4/bare-ack-of-unsent-${name}-${path}`,
          cites: [...CITES, 'RFC9293 3.5.2 group 3', 'RFC5961 5.2'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          await peer.send('ACK', { ack: add(peer.rcv.nxt, beyond) });
          await peer.expect('ACK', emptyAck(peer), { withinMs: 3_000 });
          await target.stays(state);
        },
      );
    }
  }

  for (const state of ['ESTABLISHED', 'CLOSE-WAIT'] as const) {
    must(
      `take what a new acknowledgment covers off the queue in ${state}: Nagle’s algorithm then sends the rest`,
      {
        id: `rfc9293/3.10.7.4/ack-new-${situation(state).path}`,
        cites: [...CITES, 'RFC9293 3.7.4'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await target.send('first');
        await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'first' });
        await target.send('second');
        await peer.send('ACK');
        await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'second' });
        await peer.send('ACK');
        await target.stays(state);
      },
    );
  }

  for (const [name, beyond] of UNSENT) {
    may(
      `ignore a bare acknowledgment of SND.NXT+${beyond} in TIME-WAIT, or answer it with an ACK`,
      {
        id: `rfc9293/3.10.7.4/bare-ack-of-unsent-${name}-time-wait`,
        cites: [...CITES, 'RFC9293 MAY-12', 'RFC5961 5.2'],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        await peer.send('ACK', { ack: add(peer.rcv.nxt, beyond) });
        const behaviour = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await target.stays('TIME-WAIT');
        return behaviour;
      },
    );
  }

  must(
    'tell its data from its FIN in FIN-WAIT-1: an acknowledgment of all but the FIN does not lead to FIN-WAIT-2',
    { id: 'rfc9293/3.10.7.4/ack-of-all-but-fin', cites: CITES, arc: ['FIN-WAIT-1', 'FIN-WAIT-2'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send(SAID);
      await peer.expect('ACK', { data: SAID });
      await target.close();
      await peer.expect('FIN,ACK', { seq: peer.rcv.nxt });
      await peer.send('ACK', { ack: add(peer.rcv.nxt, -1) });
      await target.stays('FIN-WAIT-1');
      await peer.send('ACK');
      await target.reaches('FIN-WAIT-2');
    },
  );

  for (const at of RECEIVING) {
    const { state, path } = at;
    must(
      `take the text of a segment in ${state} whose acknowledgment is old`,
      { id: `rfc9293/3.10.7.4/text-with-old-ack-${path}`, cites: CITES, states: [state] },
      async (world) => {
        const { peer } = world;
        await reach(state, world, TALKED);
        await peer.send('PSH,ACK', { ack: add(quietAck(at, peer), OLD), data: 'crossed' });
        await peer.acknowledged();
        await userReceives(world, 'crossed');
      },
    );

    may(
      `take the text of a segment in ${state} whose acknowledgment is older than the largest window, or answer with an ACK`,
      {
        id: `rfc9293/3.10.7.4/text-with-too-old-ack-${path}`,
        cites: [...CITES, 'RFC9293 MAY-12', 'RFC5961 5.2'],
        states: [state],
      },
      async (world) => {
        const { peer } = world;
        await reach(state, world);
        const left = emptyAck(peer);
        await peer.send('PSH,ACK', { ack: add(quietAck(at, peer), TOO_OLD), data: 'too old' });
        const outcomes = { taken: ['ACK', emptyAck(peer)], 'challenge-ack': ['ACK', left] } as const;
        const behaviour = await peer.expectOneOf(outcomes);
        if (behaviour === 'challenge-ack') await peer.send('PSH,ACK', { seq: left.ack as number, data: 'too old' });
        if (behaviour === 'challenge-ack') await peer.acknowledged();
        await takeAcks(peer);
        await userReceives(world, 'too old');
        return behaviour;
      },
    );
  }
});
