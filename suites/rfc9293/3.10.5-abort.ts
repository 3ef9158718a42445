import { may, must, type Opening, reach, type State, suite, Unsupported } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const WITH_RESET: readonly (readonly [State, Opening])[] = [
  ['SYN-RECEIVED', 'simultaneous'],
  ['ESTABLISHED', 'passive'],
  ['FIN-WAIT-1', 'passive'],
  ['FIN-WAIT-2', 'passive'],
  ['CLOSE-WAIT', 'passive'],
];

const SILENTLY: readonly State[] = ['SYN-SENT', 'CLOSING', 'LAST-ACK'];

suite('3.10.5 ABORT', () => {
  for (const [state, opening] of WITH_RESET) {
    must(
      `send RST <SEQ=SND.NXT> on ABORT in ${state} and forget the connection`,
      {
        id: `rfc9293/3.10.5/${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.5'],
        arc: [state, 'CLOSED', 'ABORT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await target.abort();
        const behaviour = await peer.expectOneOf({
          rst: ['RST', { seq: peer.rcv.nxt }],
          'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
        });
        await target.reaches('CLOSED');
        const late = await peer.send('ACK');
        await peer.expect('RST', { seq: late.ack });
        return behaviour;
      },
    );
  }

  for (const state of SILENTLY) {
    must(
      `forget the connection on ABORT in ${state} without a segment`,
      {
        id: `rfc9293/3.10.5/${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.5'],
        arc: [state, 'CLOSED', 'ABORT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await target.abort();
        await target.reaches('CLOSED');
        await peer.silence();
        const late = await peer.send('ACK');
        await peer.expect('RST', { seq: late.ack });
      },
    );
  }

  must(
    'stop listening on ABORT in LISTEN without a segment',
    { id: 'rfc9293/3.10.5/listen', cites: ['RFC9293 3.10.5'], arc: ['LISTEN', 'CLOSED', 'ABORT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      await target.abortListener();
      await target.reaches('CLOSED');
      await peer.silence();
      const syn = await peer.send('SYN');
      await peer.expect('RST,ACK', { seq: 0, ack: add(syn.seq, 1) });
    },
  );

  must(
    'send nothing on ABORT of a connection that a RST has ended',
    { id: 'rfc9293/3.10.5/closed', cites: ['RFC9293 3.10.5'], states: ['CLOSED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('RST');
      await target.reaches('CLOSED');
      const errno = await target.tries(() => target.abort());
      await peer.silence();
      return errno?.toLowerCase() ?? 'ok';
    },
  );

  may(
    'forget the connection on ABORT in TIME-WAIT without a segment',
    { id: 'rfc9293/3.10.5/time-wait', cites: ['RFC9293 3.10.5'], arc: ['TIME-WAIT', 'CLOSED', 'ABORT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      await target.abort();
      await peer.silence();
      if ((await target.status()) === 'TIME-WAIT') {
        throw new Unsupported("the user's handle no longer reaches a connection in TIME-WAIT: ABORT leaves it there");
      }
      await target.reaches('CLOSED');
      return 'forgotten';
    },
  );
});
