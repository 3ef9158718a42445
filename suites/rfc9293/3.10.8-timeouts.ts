import { expect } from 'chai';
import { must, type Opening, reach, type State, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const USER_TIMEOUT_MS = 1_500;

/** A state, the opening that leads to it, and whether data must be outstanding for anything to time out. */
const ROWS: readonly (readonly [State, Opening, 'data' | 'nothing'])[] = [
  ['SYN-RECEIVED', 'simultaneous', 'nothing'],
  ['ESTABLISHED', 'passive', 'data'],
  ['FIN-WAIT-1', 'passive', 'nothing'],
  ['CLOSE-WAIT', 'passive', 'data'],
  ['CLOSING', 'passive', 'nothing'],
  ['LAST-ACK', 'passive', 'nothing'],
];

suite('3.10.8 timeouts', () => {
  for (const [state, opening, outstanding] of ROWS) {
    must(
      `close on USER TIMEOUT in ${state} and tell the user`,
      {
        id: `rfc9293/3.10.8/user-timeout-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.8', 'RFC9293 MUST-21'],
        arc: [state, 'CLOSED', 'USER TIMEOUT'],
        lastsMs: 5_000,
        withinMs: 60_000,
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await target.setUserTimeout(USER_TIMEOUT_MS);
        if (outstanding === 'data') {
          await target.send('unanswered');
          await peer.expect('ACK', { data: 'unanswered' });
        }
        await target.reaches('CLOSED');
        expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
        return farewell(world);
      },
    );
  }

  must(
    'close on USER TIMEOUT in FIN-WAIT-2 when keep-alives go unanswered',
    {
      id: 'rfc9293/3.10.8/user-timeout-fin-wait-2',
      cites: ['RFC9293 3.10.8', 'RFC9293 3.8.4'],
      arc: ['FIN-WAIT-2', 'CLOSED', 'USER TIMEOUT'],
      lastsMs: 5_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('FIN-WAIT-2', world);
      await target.keepAlive({ idleSeconds: 1, intervalSeconds: 1, probes: 2 });
      await peer.expect('ACK', { seq: add(peer.rcv.nxt, -1), ack: peer.snd.nxt });
      await peer.expect('ACK', { seq: add(peer.rcv.nxt, -1), ack: peer.snd.nxt });
      await target.reaches('CLOSED');
      return farewell(world);
    },
  );
});

/** A stack may send RST when it gives up. Then the connection is gone: what comes for it draws RST. */
async function farewell({ peer }: World): Promise<string> {
  const behaviour = await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'], silent: null });
  const late = await peer.send('ACK');
  await peer.expect('RST', { seq: late.ack });
  return behaviour;
}
