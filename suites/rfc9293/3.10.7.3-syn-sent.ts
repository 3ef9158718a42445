import { expect } from 'chai';
import { may, must, reach, should, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Less than the RTO of a SYN, which is one second (RFC 6298 2.1), as far as timers are exact; and how long a SYN is waited for. */
const ITS_TIME_MS = 900;
const WATCHED_MS = 300;

suite('3.10.7.3 SYN-SENT', () => {
  // The text signals "connection reset"; sockets call the end of an opening ECONNREFUSED, and how errors are named is the interface's.
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

  for (const flags of ['ACK', 'RST,ACK']) {
    must(
      `send the SYN again no sooner for a ${flags} that does not acknowledge it`,
      {
        id: `rfc9293/3.10.7.3/syn-hastened-${flags.toLowerCase().replace(',', '-')}`,
        cites: ['RFC9293 3.10.7.3', 'RFC6298 5'],
        states: ['SYN-SENT'],
        lastsMs: 1_000,
      },
      async (world) => {
        const { peer, target, deadline } = world;
        await reach('SYN-SENT', world);
        await peer.send(flags, { seq: 0, ack: peer.irs });
        if (flags === 'ACK') await peer.expect('RST', { seq: peer.irs });
        await deadline.pause(WATCHED_MS);
        await target.stays('SYN-SENT');
        const [gap = Number.POSITIVE_INFINITY] = peer.retransmissionGaps();
        expect(gap, 'from the SYN to the same again, ms').to.be.at.least(ITS_TIME_MS);
      },
    );
  }

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
      await target.activeOpen({ options: { TCP_SYNCNT: 2 } });
      await peer.expect('SYN');
      await target.reaches('SYN-SENT');
      const startedAt = peer.trace[0]?.at ?? 0;
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

  should(
    'take a FIN that comes with the SYN,ACK at once',
    {
      id: 'rfc9293/3.10.7.3/syn-ack-fin-taken',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.10.7.4 step 8'],
      arc: ['SYN-SENT', 'CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('SYN,ACK,FIN');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      await target.reaches('CLOSE-WAIT');
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
});
