import { expect } from 'chai';
import { may, must, reach, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const HELD_MS = 5_000;

suite('3.6 closing', () => {
  must(
    'close first: FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT',
    {
      id: 'rfc9293/3.6/active-close',
      cites: ['RFC9293 3.6 Figure 12', 'RFC9293 3.10.4', 'RFC9293 3.10.7.4'],
      arcs: [
        ['ESTABLISHED', 'FIN-WAIT-1'],
        ['FIN-WAIT-1', 'FIN-WAIT-2'],
        ['FIN-WAIT-2', 'TIME-WAIT'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.close();
      const fin = await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('FIN-WAIT-1');
      await peer.send('ACK', { ack: add(fin.seq, 1) });
      await target.reaches('FIN-WAIT-2');
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('TIME-WAIT');
    },
  );

  must(
    'close second: CLOSE-WAIT, LAST-ACK, CLOSED',
    {
      id: 'rfc9293/3.6/passive-close',
      cites: ['RFC9293 3.6 Figure 12', 'RFC9293 3.10.4', 'RFC9293 3.10.7.4'],
      arcs: [
        ['ESTABLISHED', 'CLOSE-WAIT'],
        ['CLOSE-WAIT', 'LAST-ACK'],
        ['LAST-ACK', 'CLOSED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('CLOSE-WAIT');
      await target.close();
      await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('LAST-ACK');
      await peer.send('ACK');
      await target.reaches('CLOSED');
    },
  );

  must(
    'close simultaneously: FIN-WAIT-1 to CLOSING to TIME-WAIT',
    {
      id: 'rfc9293/3.6/simultaneous-close',
      cites: ['RFC9293 3.6 Figure 13', 'RFC9293 3.10.7.4 step 8'],
      arcs: [
        ['FIN-WAIT-1', 'CLOSING'],
        ['CLOSING', 'TIME-WAIT'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('FIN-WAIT-1', world);
      await peer.send('FIN,ACK', { ack: add(peer.rcv.nxt, -1) }); // sent before the target's FIN was seen
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('CLOSING');
      await peer.send('ACK');
      await target.reaches('TIME-WAIT');
      await peer.silence();
    },
  );

  must(
    'go from FIN-WAIT-1 straight to TIME-WAIT when FIN and the ACK of its FIN come in one segment',
    {
      id: 'rfc9293/3.6/fin-with-ack-of-fin',
      cites: ['RFC9293 3.10.7.4 step 8', 'RFC9293 Figure 5 note 2'],
      arc: ['FIN-WAIT-1', 'TIME-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('FIN-WAIT-1', world);
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('TIME-WAIT');
    },
  );

  must(
    'receive on after its own CLOSE, until the peer closes too',
    {
      id: 'rfc9293/3.6/half-close',
      cites: ['RFC9293 3.6 case 1', 'RFC9293 3.10.3'],
      states: ['FIN-WAIT-1', 'FIN-WAIT-2'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('FIN-WAIT-1', world);
      await peer.send('PSH,ACK', { data: 'before the ACK of FIN, ', ack: add(peer.rcv.nxt, -1) });
      await peer.acknowledged();
      await peer.send('ACK');
      await target.reaches('FIN-WAIT-2');
      await peer.send('PSH,ACK', { data: 'and after it' });
      await peer.acknowledged();
      await peer.send('FIN,ACK');
      await peer.acknowledged();
      const { data, end } = await target.receive(1_000);
      expect(data.toString(), 'what the user received').to.equal('before the ACK of FIN, and after it');
      expect(end, 'the end of the data').to.equal(true);
    },
  );

  must(
    'stay in CLOSE-WAIT for as long as the user does not close, and send data in it',
    {
      id: 'rfc9293/3.6/close-wait-holds',
      cites: ['RFC9293 3.6 case 2', 'RFC9293 3.10.2'],
      states: ['CLOSE-WAIT'],
      lastsMs: HELD_MS,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('CLOSE-WAIT', world);
      await peer.silence({ forMs: HELD_MS });
      await target.stays('CLOSE-WAIT');
      await target.send('still here');
      await peer.expect('ACK', { data: 'still here', ack: peer.snd.nxt });
      await peer.send('ACK');
      await target.stays('CLOSE-WAIT');
    },
  );

  must(
    'tell the user of a FIN as the end of the data, after all data before it',
    {
      id: 'rfc9293/3.6/fin-told',
      cites: ['RFC9293 3.6', 'RFC9293 MUST-12', 'RFC9293 3.10.7.4 step 8'],
      states: ['CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('FIN,PSH,ACK', { data: 'last words' });
      await peer.acknowledged();
      const { data, end } = await target.receive(1_000);
      expect(data.toString(), 'what the user received').to.equal('last words');
      expect(end, 'the end of the data').to.equal(true);
    },
  );

  must(
    'send a FIN again that is not acknowledged',
    {
      id: 'rfc9293/3.6/fin-retransmitted',
      cites: ['RFC9293 3.10.8', 'RFC9293 3.8.1', 'RFC6298 5.4'],
      states: ['FIN-WAIT-1'],
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer, target, measured } = world;
      await reach('FIN-WAIT-1', world);
      measured('fin-retransmission', await peer.retransmissionGap());
      await peer.send('ACK');
      await target.reaches('FIN-WAIT-2');
    },
  );

  may(
    'forget, after a while, a connection in FIN-WAIT-2 whose process is gone',
    {
      id: 'rfc9293/3.6/orphan-fin-wait-2',
      cites: ['RFC9293 3.6.1', 'RFC9293 3.3.2'],
      states: ['FIN-WAIT-2', 'CLOSED'],
      lastsMs: 4_000,
      withinMs: 260_000,
    },
    async (world) => {
      const { peer, target, measured, deadline } = world;
      await target.startProcess();
      await reach('ESTABLISHED', world);
      await target.release();
      await target.endProcess();
      await peer.expect('FIN,ACK');
      await peer.send('ACK');
      const startedAt = peer.trace.at(-1)?.at ?? 0;
      await target.reaches('FIN-WAIT-2');
      await target.reaches('CLOSED');
      measured('orphan-fin-wait-2', deadline.clock.now() - startedAt);
      const late = await peer.send('FIN,ACK');
      await peer.expect('RST', { seq: late.ack });
      return 'ends-by-timer';
    },
  );
});
