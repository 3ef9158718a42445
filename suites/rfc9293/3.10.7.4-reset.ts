import { may, must, reach, type State, suite } from '../../src/harness/index.js';

const STATES: readonly State[] = ['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK'];

suite('3.10.7.4 reset', () => {
  for (const state of STATES) {
    must(
      `forget the connection without a reply when a RST arrives at RCV.NXT in ${state}`,
      {
        id: `rfc9293/3.10.7.4/rst-in-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.7.4 step 2', 'RFC9293 3.5.3'],
        arc: [state, 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await peer.send('RST');
        await target.reaches('CLOSED');
        await peer.silence();
        const late = await peer.send('ACK');
        await peer.expect('RST', { seq: late.ack });
      },
    );
  }

  may(
    'forget the connection without a reply when a RST arrives at RCV.NXT in TIME-WAIT',
    {
      id: 'rfc9293/3.10.7.4/rst-in-time-wait',
      cites: ['RFC9293 3.10.7.4 step 2', 'RFC1337 3'],
      arc: ['TIME-WAIT', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      await peer.send('RST');
      await peer.silence();
      if ((await target.status()) === 'TIME-WAIT') return 'ignored';
      await target.reaches('CLOSED');
      return 'closed';
    },
  );
});
