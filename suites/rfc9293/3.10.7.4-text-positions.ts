import { expect } from 'chai';
import {
  emptyAck,
  must,
  OUTSIDE,
  type Position,
  quietAck,
  RECEIVING,
  reach,
  reachZeroWindow,
  SITUATIONS,
  SYN_RECEIVED,
  SYNCHRONIZED,
  should,
  situation,
  suite,
  takeAcks,
  userReceives,
  type World,
  ZERO_WINDOW,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'abcdefghijkl';
const SIMULTANEOUSLY = situation('SYN-RECEIVED', 'simultaneous');

/** Where a segment without ACK is as little acceptable as one with it. */
const FAR: readonly Position[] = OUTSIDE.filter(({ name }) => name === 'left-of-window' || name === 'far-right');

const WITHOUT_ACK = [
  ['text', 'PSH', 'text'],
  ['fin', 'FIN', ''],
  ['fin-text', 'FIN,PSH', 'text'],
  ['urg', 'URG,PSH', 'text'],
  ['no-bits', 'none', ''],
  ['no-bits-text', 'none', 'text'],
] as const;

const STEP_1 = 'RFC9293 3.10.7.4 step 1';
const STEP_7 = 'RFC9293 3.10.7.4 step 7';

suite('3.10.7.4 text by its place', () => {
  for (const at of [SIMULTANEOUSLY, ...RECEIVING]) {
    const { state, opening, path, where } = at;
    must(
      `take text at RCV.NXT in ${where}`,
      { id: `rfc9293/3.10.7.4/text-exact-${path}`, cites: [STEP_7], states: [state] },
      async (world) => {
        await reach(state, world, opening);
        await world.peer.send('PSH,ACK', { data: TEXT, ack: quietAck(at, world.peer) });
        await world.peer.acknowledged();
        if (state === 'SYN-RECEIVED') await world.target.reaches('ESTABLISHED');
        else await world.target.stays(state);
        await userReceives(world, TEXT);
      },
    );
  }

  for (const at of [...SYN_RECEIVED, ...RECEIVING]) {
    const { state, opening, path, where } = at;
    must(
      `deliver text that comes ahead of a gap in ${where} once and in its place`,
      { id: `rfc9293/3.10.7.4/text-ahead-of-a-gap-${path}`, cites: [STEP_1, STEP_7], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const ack = quietAck(at, peer);
        await peer.send('PSH,ACK', { seq: add(peer.snd.nxt, 6), data: TEXT.slice(6), ack });
        await peer.send('PSH,ACK', { data: TEXT, ack });
        await peer.acknowledged();
        if (state === 'SYN-RECEIVED' && opening === 'passive') await target.accept();
        await takeAcks(peer);
        await userReceives(world, TEXT);
      },
    );
  }

  for (const at of RECEIVING) {
    const { state, path } = at;
    must(
      `process only the new part in ${state} of text that straddles RCV.NXT`,
      { id: `rfc9293/3.10.7.4/text-partly-left-${path}`, cites: [STEP_1], states: [state] },
      async (world) => {
        const { peer } = world;
        await reach(state, world);
        const [first, ack] = [peer.snd.nxt, quietAck(at, peer)];
        await peer.send('PSH,ACK', { data: 'abc', ack });
        await peer.acknowledged();
        await peer.send('PSH,ACK', { seq: first, data: 'XYZdef', ack });
        await peer.expect('ACK', { ack: add(first, 6), length: 0 });
        await peer.send('PSH,ACK', { data: 'def', ack });
        await peer.acknowledged();
        await userReceives(world, 'abcdef');
      },
    );

    must(
      `take no octet beyond the window in ${state} of text that straddles its right edge`,
      { id: `rfc9293/3.10.7.4/text-partly-right-${path}`, cites: [STEP_1, 'RFC9293 3.4 Table 5'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, { ...ZERO_WINDOW, established: nearlyFull });
        const { nxt, wnd } = peer.snd;
        await peer.send('PSH,ACK', { seq: nxt, data: 'x'.repeat(wnd + 100), ack: quietAck(at, peer) });
        const behaviour = await peer.expectOneOf({
          trimmed: ['ACK', { seq: peer.rcv.nxt, ack: add(nxt, wnd), length: 0 }],
          dropped: ['ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0 }],
        });
        await target.stays(state);
        return behaviour;
      },
    );

    should(
      `take the part in the window, and no other, in ${state} of text that straddles its right edge`,
      {
        id: `rfc9293/3.10.7.4/text-partly-right-taken-${path}`,
        cites: [STEP_1, 'RFC9293 3.4 Table 5'],
        states: [state],
      },
      async (world) => {
        const { peer } = world;
        await reach(state, world, { ...ZERO_WINDOW, established: nearlyFull });
        const { nxt, wnd } = peer.snd;
        await peer.send('PSH,ACK', { seq: nxt, data: 'x'.repeat(wnd + 100), ack: quietAck(at, peer) });
        await peer.expect('ACK', { seq: peer.rcv.nxt, ack: add(nxt, wnd), length: 0 });
      },
    );
  }

  for (const at of SYNCHRONIZED.map((each) => situation(each))) {
    const { state, path } = at;
    for (const [name, words, text] of [
      ['octet', 'an octet of text', 'x'],
      ['text', 'text', TEXT],
    ] as const) {
      must(
        `answer ${words} at RCV.NXT with an empty ACK in ${state} while the window is zero, and drop it`,
        {
          id: `rfc9293/3.10.7.4/${name}-in-zero-window-${path}`,
          cites: [STEP_1, 'RFC9293 3.4 Table 5', 'RFC9293 3.8.6.1'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reachZeroWindow(at, world);
          await peer.send('PSH,ACK', { seq: peer.snd.nxt, data: text, ack: quietAck(at, peer) });
          await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
          await target.stays(state);
        },
      );
    }
  }

  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    for (const { name, words, seqOf } of FAR) {
      must(
        `answer text without ACK ${words} with an empty ACK in ${where}: the sequence number is looked at first`,
        {
          id: `rfc9293/3.10.7.4/without-ack-${name}-${path}`,
          cites: [STEP_1, 'RFC9293 3.4 Table 5'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world, opening);
          await peer.send('PSH', { seq: seqOf(peer), data: 'x' });
          await peer.expect('ACK', emptyAck(peer), { withinMs: 1_000 });
          await target.stays(state);
        },
      );
    }
  }

  for (const [name, flags, data] of WITHOUT_ACK) {
    must(
      `drop ${flags === 'none' ? 'a segment without control bits' : flags}${data && ' with text'} in ${SIMULTANEOUSLY.where}: it has no ACK`,
      {
        id: `rfc9293/3.10.7.4/without-ack-${name}-${SIMULTANEOUSLY.path}`,
        cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.1'],
        states: ['SYN-RECEIVED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-RECEIVED', world, 'simultaneous');
        await peer.send(flags, { seq: peer.snd.nxt, data });
        await peer.silence();
        await target.stays('SYN-RECEIVED');
      },
    );
  }

  for (const at of RECEIVING) {
    const { state, path } = at;
    must(
      `tell the user in ${state} of urgent text, and deliver it`,
      {
        id: `rfc9293/3.10.7.4/urg-${path}`,
        cites: ['RFC9293 3.10.7.4 step 6', STEP_7, 'RFC9293 MUST-32'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await target.setOptions({ SO_OOBINLINE: 1 });
        await peer.send('PSH,ACK,URG', { data: TEXT, urgentPointer: TEXT.length, ack: quietAck(at, peer) });
        await peer.acknowledged();
        expect(await isTold(world), 'told of urgent text').to.equal(true);
        await userReceives(world, TEXT);
      },
    );
  }

  must(
    'ignore URG in TIME-WAIT',
    { id: 'rfc9293/3.10.7.4/urg-time-wait', cites: ['RFC9293 3.10.7.4 step 6'], states: ['TIME-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      await peer.send('ACK,URG', { urgentPointer: 1 });
      await peer.silence();
      await target.stays('TIME-WAIT');
    },
  );
});

async function isTold({ target }: World): Promise<boolean> {
  return (await target.user.poll({ socket: target.connection })).priority;
}

/** A window that one segment can overrun: what is sent stops short of filling it. */
async function nearlyFull(world: World): Promise<void> {
  const { peer } = world;
  while (peer.snd.wnd >= 1_000) {
    await peer.send('PSH,ACK', { data: 'x'.repeat(Math.min(900, peer.snd.wnd - 1)) });
    await peer.acknowledged();
  }
}
