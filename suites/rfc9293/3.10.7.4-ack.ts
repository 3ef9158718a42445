import { expect } from 'chai';
import { emptyAck, may, must, reach, SYNCHRONIZED, suite, takeAcks, userReceives } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Acknowledgment numbers beyond SND.NXT. */
const UNSENT = [
  ['next', 1],
  ['far', 2 ** 30],
] as const;

/** The states in which text is still received. */
const RECEIVING = ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2'] as const;

/** Control bits without ACK, and text. */
const WITHOUT_ACK = [
  ['text', 'PSH', 'text'],
  ['fin', 'FIN', ''],
  ['fin-text', 'FIN,PSH', 'text'],
  ['urg', 'URG,PSH', 'text'],
  ['no-bits', 'none', ''],
  ['no-bits-text', 'none', 'text'],
] as const;

suite('3.10.7.4 ACK', () => {
  for (const state of SYNCHRONIZED) {
    for (const [name, beyond] of UNSENT) {
      must(
        `answer an acknowledgment of SND.NXT+${beyond} with an empty ACK in ${state}, and drop its text`,
        {
          id: `rfc9293/3.10.7.4/ack-of-unsent-${name}-${state.toLowerCase()}`,
          cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.5.2 group 3', 'RFC5961 5.2'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          await peer.send('PSH,ACK', { seq: peer.snd.nxt, ack: add(peer.rcv.nxt, beyond), data: 'x' });
          await peer.expect('ACK', emptyAck(peer), { withinMs: 3_000 });
          await target.stays(state);
        },
      );
    }

    for (const [name, flags, data] of WITHOUT_ACK) {
      must(
        `drop ${flags === 'none' ? 'a segment without control bits' : flags}${data && ' with text'} in ${state}: it has no ACK`,
        {
          id: `rfc9293/3.10.7.4/without-ack-${name}-${state.toLowerCase()}`,
          cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.1'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          await peer.send(flags, { seq: peer.snd.nxt, data });
          await peer.silence();
          await target.stays(state);
        },
      );
    }
  }

  for (const state of RECEIVING) {
    must(
      `deliver no text in ${state} that came with an acknowledgment of what was not sent`,
      {
        id: `rfc9293/3.10.7.4/text-with-ack-of-unsent-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 5'],
        states: [state],
      },
      async (world) => {
        const { peer } = world;
        await reach(state, world);
        await peer.send('PSH,ACK', { seq: peer.snd.nxt, ack: add(peer.rcv.nxt, 1), data: 'forged' });
        await takeAcks(peer);
        await peer.send('PSH,ACK', { data: 'honest' });
        await peer.acknowledged();
        await userReceives(world, 'honest');
      },
    );

    must(
      `deliver no text in ${state} that came without ACK`,
      {
        id: `rfc9293/3.10.7.4/text-without-ack-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 5'],
        states: [state],
      },
      async (world) => {
        const { peer } = world;
        await reach(state, world);
        await peer.send('PSH', { seq: peer.snd.nxt, data: 'forged' });
        await peer.silence();
        await peer.send('PSH,ACK', { data: 'honest' });
        await peer.acknowledged();
        await userReceives(world, 'honest');
      },
    );
  }

  must(
    'ignore an old acknowledgment: SND.UNA does not move back',
    { id: 'rfc9293/3.10.7.4/old-ack', cites: ['RFC9293 3.10.7.4 step 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('first');
      await peer.expect('ACK', { data: 'first' });
      await peer.send('ACK');
      await peer.send('ACK', { ack: add(peer.rcv.nxt, -5) });
      await peer.send('ACK', { ack: add(peer.rcv.nxt, -2) });
      await peer.silence({ forMs: 1_500 }); // nothing is outstanding, so nothing is sent again
      await target.send('second'); // nor held back until the rest is acknowledged
      await peer.expect('ACK', { seq: add(peer.irs, 6), data: 'second' }, { withinMs: 800 });
      await peer.send('ACK');
    },
  );

  must(
    'take no window from an old acknowledgment',
    { id: 'rfc9293/3.10.7.4/old-ack-window', cites: ['RFC9293 3.10.7.4 step 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('first');
      await peer.expect('ACK', { data: 'first' });
      await peer.send('ACK');
      await peer.send('ACK', { ack: add(peer.rcv.nxt, -5), window: 0 });
      await peer.barrier();
      await target.send('second');
      await peer.expect('ACK', { data: 'second' }, { withinMs: 3_000 });
      await peer.send('ACK');
    },
  );

  must(
    'leave SND.UNA, and with it the right edge of the window, where it is when an old acknowledgment comes',
    { id: 'rfc9293/3.10.7.4/old-ack-edge', cites: ['RFC9293 3.10.7.4 step 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const text = 'x'.repeat(100);
      await target.send(text);
      await peer.expect('ACK', { data: text });
      await peer.send('ACK', { window: 100 });
      await peer.send('ACK', { ack: add(peer.rcv.nxt, -50), window: 100 });
      await peer.barrier();
      await target.send(text); // fills the window to its edge
      await peer.expect('ACK', { data: text }, { withinMs: 800 });
      await peer.send('ACK');
    },
  );

  must(
    'take the text of a segment with an old acknowledgment',
    { id: 'rfc9293/3.10.7.4/old-ack-with-text', cites: ['RFC9293 3.10.7.4 step 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('first');
      await peer.expect('ACK', { data: 'first' });
      await peer.send('ACK');
      await peer.send('PSH,ACK', { ack: add(peer.rcv.nxt, -5), data: 'crossed' });
      await peer.acknowledged();
      await userReceives(world, 'crossed');
    },
  );

  may(
    'take the text of a segment that acknowledges what was sent before the first octet, or answer with an ACK',
    {
      id: 'rfc5961/5.2/ack-before-iss',
      cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 MAY-12', 'RFC5961 5.2'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { ack: add(peer.irs, -100), data: 'x' });
      return await peer.expectOneOf({
        taken: ['ACK', emptyAck(peer)],
        'challenge-ack': ['ACK', { ...emptyAck(peer), ack: add(peer.snd.nxt, -1) }],
      });
    },
  );

  may(
    'take the text of a segment whose acknowledgment is older than the largest window, or answer with an ACK',
    {
      id: 'rfc5961/5.2/ack-too-old',
      cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 MAY-12', 'RFC5961 5.2'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { ack: add(peer.rcv.nxt, -peer.rcv.wnd - 1), data: 'x' });
      return await peer.expectOneOf({
        taken: ['ACK', emptyAck(peer)],
        'challenge-ack': ['ACK', { ...emptyAck(peer), ack: add(peer.snd.nxt, -1) }],
      });
    },
  );

  must(
    'ignore duplicate acknowledgments when nothing is outstanding',
    { id: 'rfc9293/3.10.7.4/duplicate-ack', cites: ['RFC9293 3.10.7.4 step 5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      for (let n = 0; n < 5; n++) await peer.send('ACK');
      await peer.silence();
      await target.send('as ever');
      await peer.expect('ACK', { seq: add(peer.irs, 1), data: 'as ever' });
      await peer.send('ACK');
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'tell what is acknowledged from what is not, when part of it is',
    {
      id: 'rfc9293/3.10.7.4/partial-ack',
      cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.10.8'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ TCP_NODELAY: 1 });
      await target.send('acknowledged');
      await peer.expect('ACK', { data: 'acknowledged' });
      await target.send('not acknowledged');
      const { seq } = await peer.expect('ACK', { data: 'not acknowledged' });
      await peer.send('ACK', { ack: seq });
      const again = await peer.retransmission();
      expect(again.segment.seq, 'where it begins to send again').to.equal(seq);
      await peer.send('ACK');
      await peer.silence({ forMs: 1_500 });
    },
  );
});
