import { expect } from 'chai';
import {
  answerProbes,
  may,
  must,
  type Opening,
  reach,
  type State,
  suite,
  type World,
} from '../../src/harness/index.js';

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
    'close on USER TIMEOUT in SYN-SENT and tell the user',
    {
      id: 'rfc9293/3.10.8/user-timeout-syn-sent',
      cites: ['RFC9293 3.10.8', 'RFC9293 MUST-21', 'RFC9293 MUST-22'],
      arc: ['SYN-SENT', 'CLOSED', 'USER TIMEOUT'],
      lastsMs: 4_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await target.activeOpen({ options: { TCP_USER_TIMEOUT: USER_TIMEOUT_MS } });
      await peer.expect('SYN');
      await target.reaches('SYN-SENT');
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
      const late = await peer.send('SYN,ACK');
      await peer.expect('RST', { seq: late.ack });
    },
  );

  must(
    'give up SYN-RECEIVED after a passive OPEN when its SYN,ACK is not acknowledged however often it is sent, and go on listening',
    {
      id: 'rfc9293/3.10.8/user-timeout-syn-received-passive',
      cites: ['RFC9293 3.10.8', 'RFC9293 3.8.3', 'RFC9293 MUST-22'],
      states: ['SYN-RECEIVED', 'LISTEN'],
      lastsMs: 8_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await target.passiveOpen({ options: { TCP_SYNCNT: 1 } });
      await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
      await target.reaches('SYN-RECEIVED');
      await target.reaches('LISTEN');
      expect(peer.retransmissionGaps().length, 'retransmissions of the SYN,ACK').to.be.at.least(1);
      const late = await peer.send('ACK');
      await peer.expect('RST', { seq: late.ack });
      peer.renew(world.freshIss());
      await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    },
  );

  must(
    'close on USER TIMEOUT when the window is zero and nothing answers its probes',
    {
      id: 'rfc9293/3.10.8/user-timeout-zero-window',
      cites: ['RFC9293 3.10.8', 'RFC9293 MUST-21', 'RFC9293 3.8.6.1'],
      arc: ['ESTABLISHED', 'CLOSED', 'USER TIMEOUT'],
      lastsMs: 5_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await zeroWindow(world);
      await peer.next();
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
      while (
        (await peer.expectOneOf({ probe: ['ACK'], rst: ['RST'], 'rst-ack': ['RST,ACK'], nothing: null })) === 'probe'
      );
      const late = await peer.send('ACK');
      await peer.expect('RST', { seq: late.ack });
    },
  );

  may(
    'close on USER TIMEOUT also when its probes of a zero window are answered, or keep the connection',
    {
      id: 'rfc9293/3.10.8/user-timeout-zero-window-answered',
      cites: ['RFC9293 3.10.8', 'RFC9293 3.8.6.1', 'RFC9293 MUST-37'],
      states: ['ESTABLISHED'],
      lastsMs: 8_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target, deadline } = world;
      const start = await zeroWindow(world);
      const until = deadline.clock.now() + 4 * USER_TIMEOUT_MS;
      const isKept = async () => (await target.status()) === 'ESTABLISHED';
      while (deadline.clock.now() < until && (await isKept())) await answerProbes(world, start, 100);
      const behaviour = (await isKept()) ? 'kept' : 'closed';
      expect(await target.error(), 'what the user is told').to.equal(behaviour === 'kept' ? '' : 'ETIMEDOUT');
      while ((await peer.expectOneOf({ probe: ['ACK'], rst: ['RST'], nothing: null })) !== 'nothing'); // one that crossed, and what its answer drew
      return behaviour;
    },
  );

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
      for (const _ of ['a keep-alive', 'another']) await peer.next();
      await target.reaches('CLOSED');
      return farewell(world);
    },
  );
});

/** ESTABLISHED with a user timeout, a window of zero and data that waits for it. Resolves to the sequence number of the data. */
async function zeroWindow(world: World): Promise<number> {
  const { peer, target } = world;
  await reach('ESTABLISHED', world);
  await target.setUserTimeout(USER_TIMEOUT_MS);
  await peer.send('ACK', { window: 0 });
  await peer.barrier();
  await target.send('waits for the window');
  return peer.rcv.nxt;
}

/** A stack may send RST when it gives up. Then the connection is gone: what comes for it draws RST. */
async function farewell({ peer }: World): Promise<string> {
  const behaviour = await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'], silent: null });
  const late = await peer.send('ACK');
  await peer.expect('RST', { seq: late.ack });
  return behaviour;
}
