import { expect } from 'chai';
import {
  AFTER_FIN,
  afterFin,
  emptyAck,
  may,
  must,
  OUTSIDE,
  quietAck,
  RECEIVING,
  reach,
  reachZeroWindow,
  SITUATIONS,
  type State,
  SYN_RECEIVED,
  SYNCHRONIZED,
  situation,
  suite,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'abcdef';

/** Where a FIN can be the first. */
const AWAITING = [...SYN_RECEIVED, ...RECEIVING];

const STEP_8 = ['RFC9293 3.10.7.4 step 8'];

suite('3.10.7.4 FIN by its place', () => {
  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    for (const { name, words, seqOf } of OUTSIDE) {
      if (name === 'left-of-window' && AFTER_FIN.some((each) => each.state === state)) continue; // its FIN again
      must(
        `answer a FIN,ACK ${words} with an empty ACK in ${where}, and drop it`,
        {
          id: `rfc9293/3.10.7.4/fin-${name}-${path}`,
          cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.4 Table 5', 'RFC9293 3.5.2 group 3'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('FIN,ACK', { seq: seqOf(peer), ack: quietAck(at, peer) });
          await peer.expect('ACK', emptyAck(peer), { withinMs: 1_000 });
          if (opening === 'passive')
            await target.stays(state); // else its ACK may have completed the handshake (A.2)
          else expect(await target.status(), 'the state').to.be.oneOf(['SYN-RECEIVED', 'ESTABLISHED']);
        },
      );
    }
  }

  for (const at of AWAITING) {
    const { state, opening, path, where } = at;
    must(
      `take text and the FIN after it in ${where}`,
      { id: `rfc9293/3.10.7.4/fin-with-text-${path}`, cites: STEP_8, states: [state, afterFin(at)] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('FIN,PSH,ACK', { data: TEXT, ack: quietAck(at, peer) });
        await peer.acknowledged();
        await target.reaches(afterFin(at));
        if (state === 'SYN-RECEIVED' && opening === 'passive') await target.accept();
        const { data, end } = await target.receive(1_000);
        expect([data.toString(), end], 'what the user received').to.deep.equal([TEXT, true]);
      },
    );

    must(
      `leave a FIN in ${where} unprocessed while a gap is before it`,
      {
        id: `rfc9293/3.10.7.4/fin-ahead-of-a-gap-${path}`,
        cites: ['RFC9293 3.10.7.4 step 1', ...STEP_8],
        states: [state, afterFin(at)],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const ack = quietAck(at, peer);
        const end = add(peer.snd.nxt, TEXT.length);
        await peer.send('FIN,ACK', { seq: end, ack });
        await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        const before: readonly State[] = state === 'SYN-RECEIVED' ? [state, 'ESTABLISHED'] : [state];
        expect(await target.status(), 'the state').to.be.oneOf(before);
        await peer.send('PSH,ACK', { data: TEXT, ack });
        const behaviour = await peer.expectOneOf({
          kept: ['ACK', { ack: add(end, 1), length: 0 }],
          left: ['ACK', { ack: end, length: 0 }],
        });
        if (behaviour === 'left') await peer.send('FIN,ACK', { ack });
        if (behaviour === 'left') await peer.acknowledged();
        await target.reaches(afterFin(at));
        return behaviour;
      },
    );
  }

  for (const at of RECEIVING) {
    const { state, path } = at;
    must(
      `take a FIN in ${state} that comes after text which is old`,
      {
        id: `rfc9293/3.10.7.4/fin-partly-old-${path}`,
        cites: ['RFC9293 3.10.7.4 step 1', ...STEP_8],
        states: [state, afterFin(at)],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const [first, ack] = [peer.snd.nxt, quietAck(at, peer)];
        await peer.send('PSH,ACK', { data: TEXT, ack });
        await peer.acknowledged();
        await peer.send('FIN,PSH,ACK', { seq: first, data: TEXT, ack });
        await peer.expect('ACK', { ack: add(peer.snd.nxt, 1), length: 0 });
        await target.reaches(afterFin(at));
        const { data, end } = await target.receive(1_000);
        expect([data.toString(), end], 'what the user received').to.deep.equal([TEXT, true]);
      },
    );
  }

  for (const at of SYNCHRONIZED.map((each) => situation(each))) {
    const { state, path } = at;
    must(
      `answer a FIN at RCV.NXT in ${state} with an empty ACK while the window is zero, and drop it`,
      {
        id: `rfc9293/3.10.7.4/fin-in-zero-window-${path}`,
        cites: ['RFC9293 3.4 Table 5', 'RFC9293 3.10.7.4 step 1'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reachZeroWindow(at, world);
        await peer.send('FIN,ACK', { seq: peer.snd.nxt, ack: quietAck(at, peer) });
        await peer.expect('ACK', { ...emptyAck(peer), window: 0 }, { withinMs: 1_000 });
        await target.stays(state);
      },
    );
  }

  for (const at of AFTER_FIN) {
    const { state, path, where } = at;
    may(
      `stay in ${where} when a FIN comes after the FIN`,
      { id: `rfc9293/3.10.7.4/second-fin-${path}`, cites: STEP_8, states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const beyond = { ...emptyAck(peer), ack: add(peer.snd.nxt, 1) };
        await peer.send('FIN,ACK', { seq: peer.snd.nxt, ack: quietAck(at, peer) });
        const behaviour = await peer.expectOneOf({
          counted: ['ACK', beyond],
          'not-counted': ['ACK', emptyAck(peer)],
          silent: null,
        });
        await target.stays(state);
        return behaviour;
      },
    );
  }
});
