import { expect } from 'chai';
import { may, must, reach, suite, syncookiesAreOff, Unsupported } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

suite('3.5 opening', () => {
  must(
    'listen after a passive OPEN, and no longer after CLOSE',
    {
      id: 'rfc9293/3.5/listen-and-close',
      cites: ['RFC9293 3.10.1', 'RFC9293 3.10.4', 'RFC9293 3.10.7.1'],
      arcs: [
        ['CLOSED', 'LISTEN'],
        ['LISTEN', 'CLOSED', 'CLOSE'],
      ],
    },
    async ({ peer, target, witnessed }) => {
      await target.closedPort();
      await target.reaches('CLOSED');
      await target.passiveOpen({ port: target.port });
      await target.closeListener();
      await target.reaches('CLOSED');
      const syn = await peer.send('SYN');
      await peer.expect('RST,ACK', { seq: 0, ack: add(syn.seq, 1) });
      witnessed('CLOSED');
    },
  );

  must(
    'shake hands three ways after a passive OPEN',
    {
      id: 'rfc9293/3.5/passive',
      cites: ['RFC9293 3.5 Figure 6', 'RFC9293 3.10.7.2', 'RFC9293 3.10.7.4'],
      arcs: [
        ['LISTEN', 'SYN-RECEIVED'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const syn = await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: add(syn.seq, 1) });
      await target.reaches('SYN-RECEIVED');
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
      await peer.silence();
    },
  );

  must(
    'shake hands three ways after an active OPEN',
    {
      id: 'rfc9293/3.5/active',
      cites: ['RFC9293 3.5 Figure 6', 'RFC9293 3.10.7.3'],
      arcs: [
        ['CLOSED', 'SYN-SENT'],
        ['SYN-SENT', 'ESTABLISHED'],
      ],
    },
    async ({ peer, target }) => {
      await target.closedPort();
      await target.reaches('CLOSED');
      await target.activeOpen({ port: target.port });
      const syn = await peer.expect('SYN', { length: 0 });
      await target.reaches('SYN-SENT');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: add(syn.seq, 1), ack: peer.snd.nxt, length: 0 });
      await target.reaches('ESTABLISHED');
    },
  );

  must(
    'open simultaneously: SYN-SENT to SYN-RECEIVED to ESTABLISHED, with the ISS of its first SYN',
    {
      id: 'rfc9293/3.5/simultaneous-open',
      cites: ['RFC9293 3.5 Figure 7', 'RFC9293 3.10.7.3', 'RFC9293 MUST-10'],
      arcs: [
        ['SYN-SENT', 'SYN-RECEIVED'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const iss = peer.irs;
      const syn = await peer.send('SYN');
      await peer.expect('SYN,ACK', { seq: iss, ack: add(syn.seq, 1) });
      await target.reaches('SYN-RECEIVED');
      await peer.send('SYN,ACK', { seq: syn.seq });
      await target.reaches('ESTABLISHED');
      await peer.barrier();
      await target.send('open');
      while ((await peer.expect('ACK', { ack: peer.snd.nxt })).payload.length === 0);
    },
  );

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
    'give up the connection in SYN-SENT when a RST acknowledges its SYN, and tell the user',
    {
      id: 'rfc9293/3.10.7.3/syn-sent-rst',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.5.3'],
      arc: ['SYN-SENT', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('RST,ACK', { seq: 0 });
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);
      await peer.silence({ forMs: 1_500 }); // the SYN is sent no more
    },
  );

  must(
    'ignore a RST in SYN-SENT that does not acknowledge its SYN',
    {
      id: 'rfc9293/3.10.7.3/syn-sent-rst-unacceptable',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.5.3'],
      states: ['SYN-SENT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('RST,ACK', { seq: 0, ack: peer.irs });
      await target.stays('SYN-SENT');
      await peer.send('RST,ACK', { seq: 0, ack: add(peer.irs, 2) });
      await target.stays('SYN-SENT');
      await peer.send('RST', { seq: 0 });
      await target.stays('SYN-SENT');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
    },
  );

  must(
    'give up the connection in SYN-SENT when nothing answers, after sending the SYN again at growing intervals',
    {
      id: 'rfc9293/3.8.3/syn-sent-timeout',
      cites: ['RFC9293 3.8.3', 'RFC9293 MUST-22', 'RFC6298 5.5'],
      arc: ['SYN-SENT', 'CLOSED', 'USER TIMEOUT'],
      lastsMs: 8_000,
      withinMs: 260_000,
    },
    async (world) => {
      const { peer, target, measured, deadline } = world;
      await reach('SYN-SENT', world);
      const startedAt = deadline.clock.now();
      await target.reaches('CLOSED');
      measured('syn-timeout', deadline.clock.now() - startedAt);
      expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
      const gaps = peer.retransmissionGaps();
      expect(gaps.length, 'retransmissions of the SYN').to.be.at.least(1);
      for (const [n, gap] of gaps.slice(1).entries()) {
        expect(gap, 'an interval after the first').to.be.above((gaps[n] ?? 0) * 1.5);
      }
    },
  );

  must(
    'forget the connection when the user closes in SYN-SENT: a SYN,ACK then draws RST',
    {
      id: 'rfc9293/3.10.4/syn-sent-close',
      cites: ['RFC9293 3.10.4', 'RFC9293 3.10.7.1'],
      arc: ['SYN-SENT', 'CLOSED', 'CLOSE'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await target.release();
      await target.reaches('CLOSED');
      const late = await peer.send('SYN,ACK');
      await peer.expect('RST', { seq: late.ack });
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

  may(
    'take a FIN that comes with the SYN,ACK',
    {
      id: 'rfc9293/3.10.7.3/syn-ack-fin',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.10.7.4 step 8'],
      arc: ['SYN-SENT', 'CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const first = await peer.send('SYN,ACK,FIN');
      const behaviour = await peer.expectOneOf({
        'fin-taken': ['ACK', { ack: add(first.seq, 2), length: 0 }],
        'fin-left': ['ACK', { ack: add(first.seq, 1), length: 0 }],
      });
      if (behaviour === 'fin-taken') await target.reaches('CLOSE-WAIT');
      else await target.stays('ESTABLISHED');
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

  const calls = [
    ['active-open', 'active OPEN', 'an active OPEN', 'RFC9293 3.10.1'],
    ['send', 'SEND', 'SEND', 'RFC9293 3.10.2'],
  ] as const;
  for (const [name, event, words, cited] of calls) {
    may(
      `go from LISTEN to SYN-SENT by ${words}`,
      { id: `rfc9293/3.5/listen-${name}`, cites: [cited], arc: ['LISTEN', 'SYN-SENT', event] },
      async (world) => {
        const { peer, target } = world;
        await reach('LISTEN', world);
        const errno = await target.tries(() => target.openFromListen(event));
        await peer.barrier();
        if (errno) throw new Unsupported(`${event} in LISTEN is refused with ${errno}, and the listener stays`);
        await peer.expect('SYN');
        await target.reaches('SYN-SENT');
      },
    );
  }
});
