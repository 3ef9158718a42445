import { expect } from 'chai';
import { must, type Opening, reach, type State, should, suite, type World } from '../../src/harness/index.js';

const RESET: readonly (readonly [State, Opening])[] = [
  ['ESTABLISHED', 'passive'],
  ['ESTABLISHED', 'active'],
  ['FIN-WAIT-1', 'passive'],
  ['FIN-WAIT-2', 'passive'],
  ['CLOSE-WAIT', 'passive'],
];

suite('3.6 data that is lost, and what the user is told', () => {
  should(
    'send RST when the user gives the connection up with received data unread',
    {
      id: 'rfc9293/3.6.1/closed-with-unread-data',
      cites: ['RFC9293 3.6.1', 'RFC9293 SHLD-3', 'RFC9293 MAY-1', 'RFC2525 2.17'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'never read' });
      await peer.acknowledged();
      await target.release();
      const behaviour = await expectReset(world);
      await target.reaches('CLOSED');
      return behaviour;
    },
  );

  must(
    'send FIN, not RST, when the user gives the connection up with all data read',
    {
      id: 'rfc9293/3.6.1/closed-with-all-read',
      cites: ['RFC9293 3.6.1', 'RFC9293 3.10.4'],
      states: ['ESTABLISHED', 'FIN-WAIT-1'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'read' });
      await peer.acknowledged();
      await target.receive(4);
      await target.release();
      await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('FIN-WAIT-1');
    },
  );

  for (const state of ['FIN-WAIT-1', 'FIN-WAIT-2'] as const) {
    should(
      `send RST when data comes in ${state} that no user is left to read`,
      {
        id: `rfc9293/3.6.1/data-after-close-${state.toLowerCase()}`,
        cites: ['RFC9293 3.6.1', 'RFC9293 SHLD-3', 'RFC9293 MAY-1'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('ESTABLISHED', world);
        await target.release();
        const fin = await peer.expect('FIN,ACK', { seq: peer.rcv.nxt });
        if (state === 'FIN-WAIT-2') await peer.send('ACK');
        await target.reaches(state);
        const ack = state === 'FIN-WAIT-2' ? peer.rcv.nxt : fin.seq;
        const late = await peer.send('PSH,ACK', { data: 'too late', ack });
        const behaviour = await peer.expectOneOf({
          rst: ['RST', { seq: late.ack }],
          'rst-at-snd-nxt': ['RST', { seq: peer.rcv.nxt }],
          'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt }],
        });
        await target.reaches('CLOSED');
        return behaviour;
      },
    );
  }

  for (const [state, opening] of RESET) {
    must(
      `tell the user of a RST in ${state}, as of a connection that was aborted (${opening} OPEN)`,
      {
        id: `rfc9293/3.6/reset-told-${state.toLowerCase()}-${opening}`,
        cites: ['RFC9293 3.6', 'RFC9293 MUST-12', 'RFC9293 3.10.7.4 step 2'],
        arc: [state, 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('RST');
        await target.reaches('CLOSED');
        const told = await target.error();
        expect(told, 'what the user is told').to.be.oneOf(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
        return told.toLowerCase();
      },
    );
  }

  must(
    'end a RECEIVE that waits with the error of a connection that was reset',
    {
      id: 'rfc9293/3.6/reset-ends-receive',
      cites: ['RFC9293 3.10.7.4 step 2', 'RFC9293 3.10.3', 'RFC9293 MUST-12'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const waiting = target.tries(() => target.receive(1));
      await peer.barrier();
      await peer.send('RST');
      expect(await waiting, 'what the RECEIVE ends with').to.equal('ECONNRESET');
      const errno = await target.tries(() => target.send('into the void'));
      expect(errno, 'what a SEND ends with').to.be.oneOf(['EPIPE', 'ECONNRESET', 'ENOTCONN']);
      await peer.silence();
    },
  );

  must(
    'hand over data that came before a FIN also when the user asks for it afterwards',
    { id: 'rfc9293/3.6/data-before-fin', cites: ['RFC9293 3.6 case 2', 'RFC9293 3.10.3', 'RFC9293 MUST-12'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'first, ' });
      await peer.send('FIN,PSH,ACK', { data: 'last' });
      await peer.acknowledged();
      await target.reaches('CLOSE-WAIT');
      const { data, end } = await target.receive(100);
      expect(data.toString(), 'what the user received').to.equal('first, last');
      expect(end, 'the end of the data').to.equal(true);
      expect(await target.error(), 'an error beside it').to.equal('');
    },
  );
});

async function expectReset({ peer }: World): Promise<string> {
  return peer.expectOneOf({
    rst: ['RST', { seq: peer.rcv.nxt }],
    'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
  });
}
