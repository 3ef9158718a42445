import { may, reach, should, suite } from '../../src/harness/index.js';

suite('3.6.1 half-duplex close', () => {
  should(
    'send RST when the user gives the connection up with text unread',
    {
      id: 'rfc9293/3.6.1/close-with-text-unread',
      cites: ['RFC9293 3.6.1', 'RFC9293 SHLD-3', 'RFC2525 2.17'],
      states: ['ESTABLISHED', 'CLOSED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'unread' });
      await peer.acknowledged();
      await target.release();
      const behaviour = await peer.expectOneOf({
        rst: ['RST', { seq: peer.rcv.nxt }],
        'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
      });
      await target.reaches('CLOSED');
      return behaviour;
    },
  );

  should(
    'send RST when text comes after the user has given the connection up',
    {
      id: 'rfc9293/3.6.1/text-after-close',
      cites: ['RFC9293 3.6.1', 'RFC9293 SHLD-3', 'RFC2525 2.17'],
      states: ['FIN-WAIT-2', 'CLOSED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.release();
      await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt });
      await peer.send('ACK');
      await target.reaches('FIN-WAIT-2');
      await peer.send('PSH,ACK', { data: 'for nobody' });
      const behaviour = await peer.expectOneOf({
        rst: ['RST', { seq: peer.rcv.nxt }],
        'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt }],
      });
      await target.reaches('CLOSED');
      return behaviour;
    },
  );

  may(
    'close both directions when the user gives the connection up, or only its own',
    { id: 'rfc9293/3.6.1/half-duplex', cites: ['RFC9293 3.6.1', 'RFC9293 MAY-1'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.release();
      await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt });
      await peer.send('PSH,ACK', { data: 'for nobody' });
      const answer = await peer.expectOneOf({
        rst: ['RST'],
        'rst-ack': ['RST,ACK'],
        ack: ['ACK', { ack: peer.snd.nxt, length: 0 }],
      });
      return answer === 'ack' ? 'full-duplex' : 'half-duplex';
    },
  );
});
