import { expect } from 'chai';
import { must, receiveToFin, suite, type World } from '../../src/harness/index.js';

const RESPONSE = /^HTTP\/1\.[01] 200 .*\r\n\r\n.+/s;
const REQUEST = 'GET / HTTP/1.0\r\n\r\n';

suite('3.3.2 whole lives', () => {
  must(
    'live the life of a client: SYN-SENT, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT, CLOSED',
    {
      id: 'rfc9293/3.3.2/client-life',
      cites: ['RFC9293 3.3.2 Figure 5'],
      arcs: [
        ['CLOSED', 'SYN-SENT'],
        ['SYN-SENT', 'ESTABLISHED'],
        ['ESTABLISHED', 'FIN-WAIT-1'],
        ['FIN-WAIT-1', 'FIN-WAIT-2'],
        ['FIN-WAIT-2', 'TIME-WAIT'],
        ['TIME-WAIT', 'CLOSED', '2 MSL timeout'],
      ],
      lastsMs: 60_000,
      withinMs: 260_000,
    },
    async (world) => {
      await connectToPeer(world);
      await world.target.send('GET');
      await world.peer.expect('ACK', { data: 'GET' });
      await world.peer.send('PSH,ACK', { data: 'here you are' });
      await world.peer.acknowledged();
      await closeFirst(world);
      await world.target.reaches('CLOSED');
    },
  );

  must(
    'live the life of a server: LISTEN, SYN-RECEIVED, ESTABLISHED, CLOSE-WAIT, LAST-ACK, CLOSED',
    {
      id: 'rfc9293/3.3.2/server-life',
      cites: ['RFC9293 3.3.2 Figure 5'],
      arcs: [
        ['CLOSED', 'LISTEN'],
        ['LISTEN', 'SYN-RECEIVED'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
        ['ESTABLISHED', 'CLOSE-WAIT'],
        ['CLOSE-WAIT', 'LAST-ACK'],
        ['LAST-ACK', 'CLOSED'],
      ],
    },
    async (world) => {
      await world.target.closedPort();
      await world.target.reaches('CLOSED');
      await world.target.passiveOpen({ port: world.target.port });
      await connectToTarget(world);
      await world.target.accept();
      await world.peer.send('PSH,ACK', { data: 'GET' });
      await world.peer.acknowledged();
      await world.target.send('here you are');
      await world.peer.expect('ACK', { data: 'here you are' });
      await closeSecond(world);
    },
  );

  must(
    'serve HTTP/1.0 from a real server that closes first: response, FIN, TIME-WAIT',
    { id: 'rfc9293/3.3.2/http-server-closes', cites: ['RFC9293 3.6', 'RFC1945'], states: ['ESTABLISHED', 'TIME-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      target.useService('http');
      await connectToTarget(world);
      await peer.send('PSH,ACK', { data: REQUEST });
      expect(await receiveToFin(peer), 'the response').to.match(RESPONSE);
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('TIME-WAIT');
    },
  );

  must(
    'serve HTTP/1.0 from a real server to a client that closes first: response, LAST-ACK, CLOSED',
    { id: 'rfc9293/3.3.2/http-client-closes', cites: ['RFC9293 3.6', 'RFC1945'], states: ['ESTABLISHED', 'LAST-ACK'] },
    async (world) => {
      const { peer, target } = world;
      target.useService('http');
      await connectToTarget(world);
      await peer.send('FIN,PSH,ACK', { data: REQUEST });
      expect(await receiveToFin(peer), 'the response').to.match(RESPONSE);
      await target.reaches('LAST-ACK');
      await peer.send('ACK');
      await target.reaches('CLOSED');
    },
  );
});

/** CLOSED, SYN-SENT, ESTABLISHED. */
async function connectToPeer({ peer, target }: World): Promise<void> {
  await target.closedPort();
  await target.reaches('CLOSED');
  await target.activeOpen({ port: target.port });
  await peer.expect('SYN');
  await target.reaches('SYN-SENT');
  await peer.send('SYN,ACK');
  await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  await target.reaches('ESTABLISHED');
}

/** LISTEN, SYN-RECEIVED, ESTABLISHED. */
async function connectToTarget({ peer, target }: World): Promise<void> {
  await peer.send('SYN');
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await target.reaches('SYN-RECEIVED');
  await peer.send('ACK');
  await target.reaches('ESTABLISHED');
}

/** FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT. */
async function closeFirst({ peer, target }: World): Promise<void> {
  await target.close();
  await peer.expect('FIN,ACK', { ack: peer.snd.nxt });
  await target.reaches('FIN-WAIT-1');
  await peer.send('ACK');
  await target.reaches('FIN-WAIT-2');
  await peer.send('FIN,ACK');
  await peer.acknowledged();
  await target.reaches('TIME-WAIT');
}

/** CLOSE-WAIT, LAST-ACK, CLOSED. */
async function closeSecond({ peer, target }: World): Promise<void> {
  await peer.send('FIN,ACK');
  await peer.acknowledged();
  await target.reaches('CLOSE-WAIT');
  await target.close();
  await peer.expect('FIN,ACK', { ack: peer.snd.nxt });
  await target.reaches('LAST-ACK');
  await peer.send('ACK');
  await target.reaches('CLOSED');
}
