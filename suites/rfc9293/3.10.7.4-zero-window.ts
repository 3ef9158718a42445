import {
  emptyAck,
  must,
  type Position,
  quietAck,
  reachZeroWindow,
  type State,
  SYNCHRONIZED,
  situation,
  suite,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const NEXT: Position = { name: 'next', words: 'at RCV.NXT+1', seqOf: ({ snd }) => add(snd.nxt, 1) };
const EXACT: Position = { name: 'exact', words: 'at RCV.NXT', seqOf: ({ snd }) => snd.nxt };
const LEFT: Position = { name: 'left-of-window', words: 'at RCV.NXT-1', seqOf: ({ snd }) => add(snd.nxt, -1) };

/** Where the acknowledgment of the target's FIN leads. */
const AFTER_ACK = [
  ['FIN-WAIT-1', 'FIN-WAIT-2'],
  ['CLOSING', 'TIME-WAIT'],
  ['LAST-ACK', 'CLOSED'],
] as const satisfies readonly (readonly [State, State])[];

const STEP_1 = ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.4 Table 5'];

suite('3.10.7.4 SYN and ACK at a window of zero', () => {
  for (const at of SYNCHRONIZED.map((each) => situation(each))) {
    const { state, path } = at;
    for (const flags of ['SYN', 'SYN,ACK']) {
      if (state === 'TIME-WAIT' && flags === 'SYN') continue; // it may open a new connection
      for (const { name, words, seqOf } of [EXACT, NEXT]) {
        must(
          `answer a ${flags} ${words} in ${state} with an empty ACK while the window is zero, and drop it`,
          {
            id: `rfc9293/3.10.7.4/${flags.toLowerCase().replace(',', '-')}-in-zero-window-${name}-${path}`,
            cites: [...STEP_1, 'RFC5961 4.2'],
            states: [state],
          },
          async (world) => {
            const { peer, target } = world;
            await reachZeroWindow(at, world);
            await peer.send(flags, { seq: seqOf(peer), ack: flags === 'SYN' ? 0 : quietAck(at, peer) });
            await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
            await target.stays(state);
          },
        );
      }
    }

    for (const { name, words, seqOf } of [LEFT, NEXT]) {
      must(
        `answer an ACK ${words} in ${state} with an empty ACK while the window is zero`,
        { id: `rfc9293/3.10.7.4/ack-in-zero-window-${name}-${path}`, cites: STEP_1, states: [state] },
        async (world) => {
          const { peer, target } = world;
          await reachZeroWindow(at, world);
          await peer.send('ACK', { seq: seqOf(peer), ack: quietAck(at, peer) });
          await peer.expect('ACK', { ...emptyAck(peer), window: 0 }, { withinMs: 1_000 });
          await target.stays(state);
        },
      );
    }

    must(
      `take a duplicate ACK at RCV.NXT in ${state} for acceptable while the window is zero: it draws nothing`,
      { id: `rfc9293/3.10.7.4/ack-in-zero-window-duplicate-${path}`, cites: STEP_1, states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reachZeroWindow(at, world);
        await peer.send('ACK', { ack: quietAck(at, peer) });
        await peer.silence();
        await target.stays(state);
      },
    );
  }

  for (const [state, next] of AFTER_ACK) {
    const at = situation(state);
    must(
      `process an ACK of the FIN in ${state} while the window is zero`,
      {
        id: `rfc9293/3.10.7.4/ack-in-zero-window-of-fin-${at.path}`,
        cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 5', 'RFC9293 MUST-66'],
        arc: [state, next],
      },
      async (world) => {
        await reachZeroWindow(at, world);
        await world.peer.send('ACK');
        await world.target.reaches(next);
      },
    );
  }

  for (const state of ['ESTABLISHED', 'CLOSE-WAIT'] as const) {
    const at = situation(state);
    must(
      `process an ACK of data in ${state} while the window is zero: Nagle’s algorithm then sends the rest`,
      {
        id: `rfc9293/3.10.7.4/ack-in-zero-window-new-${at.path}`,
        cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 5', 'RFC9293 MUST-66'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reachZeroWindow(at, world);
        for (const data of ['first', 'second']) {
          await target.send(data);
          await peer.expect('ACK', { seq: peer.rcv.nxt, data, window: 0 });
          await peer.send('ACK');
        }
        await target.stays(state);
      },
    );
  }
});
