import { expect } from 'chai';
import { must, type Opening, reach, type State, suite } from '../../src/harness/index.js';

const CLOSING_STATES: readonly State[] = ['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'];
const OPENING_STATES: readonly (readonly [State, Opening])[] = [
  ['SYN-SENT', 'active'],
  ['SYN-RECEIVED', 'simultaneous'],
];

/** What sockets say for 'connection closing', for 'insufficient resources', and for 'connection does not exist'. */
const CLOSING = ['EPIPE', 'ESHUTDOWN', 'ENOTCONN', 'ECONNRESET'];
const NO_ROOM = ['EAGAIN', 'ENOBUFS', 'ENOTCONN'];
const NO_CONNECTION = ['EPIPE', 'ENOTCONN', 'EDESTADDRREQ'];

suite('3.10.2 the SEND call', () => {
  for (const state of CLOSING_STATES) {
    must(
      `refuse SEND in ${state}: the connection is closing`,
      { id: `rfc9293/3.10.2/send-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.2'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const errno = await target.tries(() => target.send('too late'));
        expect(errno, 'what SEND ends with').to.be.oneOf(CLOSING);
        await peer.silence();
        await target.stays(state);
        return errno?.toLowerCase();
      },
    );
  }

  for (const state of ['ESTABLISHED', 'CLOSE-WAIT'] as const) {
    must(
      `send data in ${state} with an acknowledgment of RCV.NXT`,
      {
        id: `rfc9293/3.10.2/send-in-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.2', 'RFC9293 3.8'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await target.send('data');
        await peer.expect('PSH,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, data: 'data' });
        await peer.send('ACK');
        await target.stays(state);
      },
    );
  }

  for (const [state, opening] of OPENING_STATES) {
    must(
      `hold the data of a SEND in ${state} until ESTABLISHED, or refuse it for want of room`,
      { id: `rfc9293/3.10.2/send-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.2'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const errno = await target.tries(() => target.send('early'));
        expect(errno, 'what SEND ends with').to.be.oneOf([undefined, ...NO_ROOM]);
        await peer.silence();
        await peer.send('SYN,ACK', state === 'SYN-SENT' ? {} : { seq: peer.iss });
        await target.reaches('ESTABLISHED');
        await peer.barrier();
        const data = errno === undefined ? 'early' : 'later';
        if (errno !== undefined) await target.send(data);
        while ((await peer.expect('ACK', { ack: peer.snd.nxt })).payload.length === 0);
        expect(Buffer.from(peer.last.payload).toString(), 'the data').to.equal(data);
        await peer.send('ACK');
        return errno === undefined ? 'held' : errno.toLowerCase();
      },
    );
  }

  must(
    'refuse SEND and RECEIVE where there is no connection',
    { id: 'rfc9293/3.10.2/no-connection', cites: ['RFC9293 3.10.2', 'RFC9293 3.10.3', 'RFC9293 3.10.4'] },
    async ({ target, family, peer }) => {
      const { user } = target;
      await target.closedPort();
      const { socket } = await user.open({ case: target.label, family });
      const send = await target.tries(() => user.send({ socket, data: Buffer.from('x').toString('base64') }));
      const receive = await target.tries(() => user.receive({ socket, max: 1 }));
      const close = await target.tries(() => user.shutdown({ socket, how: 'send' }));
      expect(send, 'what SEND ends with').to.be.oneOf(NO_CONNECTION);
      expect(receive, 'what RECEIVE ends with').to.be.oneOf(NO_CONNECTION);
      expect(close, 'what CLOSE ends with').to.be.oneOf(NO_CONNECTION);
      await peer.silence();
    },
  );
});
