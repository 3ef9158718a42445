import { expect } from 'chai';
import { may, must, reach, suite, syncookiesAreOff } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

suite('3.10.7.4 SYN-RECEIVED', () => {
  must(
    'return to LISTEN when a RST arrives in SYN-RECEIVED, and leave no half-open connection behind',
    {
      id: 'rfc9293/3.10.7.4/syn-received-rst',
      cites: ['RFC9293 3.10.7.4', 'RFC9293 Figure 5 note 1', 'RFC9293 MUST-11'],
      arc: ['SYN-RECEIVED', 'LISTEN', 'rcv RST'],
      lastsMs: 9_000,
    },
    async (world) => {
      const { peer, target } = world;
      await syncookiesAreOff(world);
      await reach('SYN-RECEIVED', world);
      const { irs } = peer;
      const gapMs = await peer.retransmissionGap();
      await peer.send('RST');
      await target.reaches('LISTEN');
      await peer.silence({ forMs: (2 + 4) * gapMs }); // the next two gaps, each twice the one before
      const handshake = await peer.send('ACK'); // would have completed the handshake
      await peer.expect('RST', { seq: handshake.ack }); // so no half-open connection is left
      peer.renew(world.freshIss());
      await peer.send('SYN');
      const fresh = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
      expect(fresh.seq, 'the ISS of a new connection').not.to.equal(irs);
    },
  );

  may(
    'return to LISTEN when a SYN arrives in the window in SYN-RECEIVED',
    {
      id: 'rfc9293/3.10.7.4/syn-received-syn',
      cites: ['RFC9293 3.10.7.4 step 4', 'RFC5961 4.2'],
      arc: ['SYN-RECEIVED', 'LISTEN', 'rcv SYN in window'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world);
      await peer.send('SYN', { seq: add(peer.snd.nxt, 100) });
      const behaviour = await peer.expectOneOf({
        'challenge-ack': ['ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 }],
        rst: ['RST'],
        'rst-ack': ['RST,ACK'],
        silent: null,
      });
      await target.reaches(behaviour === 'challenge-ack' ? 'SYN-RECEIVED' : 'LISTEN');
      return behaviour;
    },
  );

  must(
    'close, not listen, when a RST arrives in SYN-RECEIVED after an active OPEN, and tell the user',
    {
      id: 'rfc9293/3.10.7.4/syn-received-rst-active',
      cites: ['RFC9293 3.10.7.4', 'RFC9293 MUST-11'],
      arc: ['SYN-RECEIVED', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world, 'simultaneous');
      await peer.send('RST');
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);
      const ack = await peer.send('ACK');
      await peer.expect('RST', { seq: ack.ack });
    },
  );

  must(
    'send FIN when the user closes in SYN-RECEIVED, at once or when the handshake is complete',
    {
      id: 'rfc9293/3.10.4/syn-received-close',
      cites: ['RFC9293 3.10.4'],
      arc: ['SYN-RECEIVED', 'FIN-WAIT-1'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world, 'simultaneous');
      await target.release();
      const behaviour = await peer.expectOneOf({
        'fin-at-once': ['FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt }],
        'fin-when-established': null,
      });
      if (behaviour === 'fin-when-established') {
        await peer.send('ACK');
        await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt });
      }
      await target.reaches('FIN-WAIT-1');
      return behaviour;
    },
  );

  must(
    'take a FIN that comes with the ACK of its SYN',
    {
      id: 'rfc9293/3.10.7.4/syn-received-fin',
      cites: ['RFC9293 3.10.7.4 step 8'],
      arc: ['SYN-RECEIVED', 'CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world);
      await peer.send('FIN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('CLOSE-WAIT');
    },
  );
});
