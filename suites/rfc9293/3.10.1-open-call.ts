import { expect } from 'chai';
import { must, type Opening, reach, type State, suite } from '../../src/harness/index.js';

const ROWS: readonly (readonly [State, Opening])[] = [
  ['SYN-SENT', 'active'],
  ['SYN-RECEIVED', 'simultaneous'],
  ['ESTABLISHED', 'passive'],
  ['FIN-WAIT-1', 'passive'],
  ['FIN-WAIT-2', 'passive'],
  ['CLOSE-WAIT', 'passive'],
  ['CLOSING', 'passive'],
  ['LAST-ACK', 'passive'],
  ['TIME-WAIT', 'passive'],
];

/** What sockets say for 'connection already exists'. */
const EXISTS = ['EISCONN', 'EALREADY', 'EINPROGRESS', 'EADDRINUSE', 'EINVAL'];

suite('3.10.1 the OPEN call', () => {
  for (const [state, opening] of ROWS) {
    must(
      `refuse OPEN in ${state}: the connection already exists`,
      { id: `rfc9293/3.10.1/open-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.1'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const again = () => target.user.connect({ socket: target.connection, ...peer.local });
        const errno = await target.tries(again);
        expect(errno, 'what OPEN ends with').to.be.oneOf(EXISTS);
        await peer.silence();
        await target.stays(state);
        return errno?.toLowerCase();
      },
    );
  }

  must(
    'refuse a second OPEN of the same pair of sockets: the connection already exists',
    { id: 'rfc9293/3.10.1/same-sockets', cites: ['RFC9293 3.10.1', 'RFC9293 3.4.1'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world, 'active');
      const again = () => target.activeOpen({ port: target.port, options: { SO_REUSEADDR: 1 } });
      const errno = await target.tries(again);
      expect(errno, 'what OPEN ends with').to.be.oneOf(['EADDRINUSE', 'EADDRNOTAVAIL', 'EISCONN']);
      await peer.silence();
      await target.stays('ESTABLISHED');
      return errno?.toLowerCase();
    },
  );
});
