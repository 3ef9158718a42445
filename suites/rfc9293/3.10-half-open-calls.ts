import { expect } from 'chai';
import { may, must, reach, suite, type World } from '../../src/harness/index.js';

/** What sockets say for a call that a listener cannot be asked for. */
const NO_CONNECTION = ['EPIPE', 'ENOTCONN', 'EDESTADDRREQ', 'EINVAL'];

/** Calls of the user while a connection of its passive OPEN is in SYN-RECEIVED, for which it has no handle but that of LISTEN. */
const CALLS = [
  ['send', 'SEND', '3.10.2', sending],
  ['receive', 'RECEIVE', '3.10.3', receiving],
] as const;

suite('3.10 calls in SYN-RECEIVED after a passive OPEN', () => {
  for (const [name, call, section, made] of CALLS) {
    must(
      `refuse ${call} in SYN-RECEIVED after a passive OPEN, and complete the handshake all the same`,
      {
        id: `rfc9293/${section}/${name}-in-syn-received-passive`,
        cites: [`RFC9293 ${section}`],
        states: ['SYN-RECEIVED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-RECEIVED', world);
        const errno = await target.tries(() => made(world));
        expect(errno, `what ${call} ends with`).to.be.oneOf(NO_CONNECTION);
        await peer.silence();
        await target.stays('SYN-RECEIVED');
        await completes(world);
        return errno?.toLowerCase();
      },
    );
  }

  must(
    'refuse a second passive OPEN of the same local socket in SYN-RECEIVED, and complete the handshake all the same',
    { id: 'rfc9293/3.10.1/open-in-syn-received-passive', cites: ['RFC9293 3.10.1'], states: ['SYN-RECEIVED'] },
    async (world) => {
      const { family, peer, target } = world;
      await reach('SYN-RECEIVED', world);
      const { socket } = await target.user.open({ case: target.label, family });
      const errno = await target.tries(async () => {
        await target.user.bind({ socket, address: target.address, port: target.port });
        await target.user.listen({ socket, backlog: 1 });
      });
      expect(errno, 'what OPEN ends with').to.be.oneOf(['EADDRINUSE', 'EACCES', 'EINVAL']);
      await peer.silence();
      await target.stays('SYN-RECEIVED');
      await completes(world);
    },
  );

  for (const [name, call, section] of [
    ['close', 'CLOSE', '3.10.4'],
    ['abort', 'ABORT', '3.10.5'],
  ] as const) {
    may(
      `leave no connection of ${call} in SYN-RECEIVED after a passive OPEN, and tell the peer at once or when it acknowledges`,
      {
        id: `rfc9293/${section}/${name}-in-syn-received-passive`,
        cites: [`RFC9293 ${section}`],
        states: ['SYN-RECEIVED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-RECEIVED', world);
        await (name === 'close' ? target.closeListener() : target.abortListener());
        const told = await peer.expectOneOf({
          rst: ['RST', { seq: peer.rcv.nxt }],
          'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
          fin: ['FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
          silent: null,
        });
        expect(told, 'what ABORT sends').to.not.equal(name === 'abort' ? 'fin' : '');
        if (told === 'fin') return told;
        const { ack } = await peer.send('ACK');
        await peer.expect('RST', { seq: ack });
        await target.reaches('CLOSED');
        return told;
      },
    );
  }
});

/** The handshake goes on, and text is taken. */
async function completes({ peer, target }: World): Promise<void> {
  await peer.send('ACK');
  await target.reaches('ESTABLISHED');
  await target.accept();
  await peer.send('PSH,ACK', { data: 'text' });
  await peer.acknowledged();
  expect((await target.receive(4)).data.toString(), 'what the user received').to.equal('text');
}

function sending({ target }: World): Promise<unknown> {
  return target.user.send({ socket: target.listener, data: Buffer.from('x').toString('base64') });
}

function receiving({ target }: World): Promise<unknown> {
  return target.user.receive({ socket: target.listener, max: 1 });
}
