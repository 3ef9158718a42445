import { must, reach, SYNCHRONIZED, suite } from '../../src/harness/index.js';

suite('3.10.7.4 reset', () => {
  for (const state of SYNCHRONIZED) {
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
});
