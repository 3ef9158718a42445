import { expect } from 'chai';
import { may, must, pace, reach, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** What most stacks take; RFC 9293 3.4.2 says 2 minutes for one MSL. */
const TWO_MSL_MS = 60_000;
const LONGEST_TWO_MSL_MS = 260_000;

suite('3.6.1 TIME-WAIT', () => {
  must(
    'acknowledge a retransmitted FIN again',
    {
      id: 'rfc9293/3.6.1/fin-again',
      cites: ['RFC9293 3.10.7.4', 'RFC9293 3.6.1'],
      states: ['TIME-WAIT'],
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      for (const _ of ['first', 'second']) {
        await pace(world);
        await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1) });
        await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      }
      await target.stays('TIME-WAIT');
    },
  );

  must(
    'discard old duplicate data',
    {
      id: 'rfc9293/3.6.1/old-data',
      cites: ['RFC9293 3.10.7.4 step 1', 'RFC9293 3.6.1'],
      states: ['TIME-WAIT'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'once' });
      await peer.acknowledged();
      await target.close();
      await peer.expect('FIN,ACK');
      await peer.send('FIN,ACK');
      await peer.acknowledged();
      await target.reaches('TIME-WAIT');
      await pace(world);
      await peer.send('PSH,ACK', { seq: add(peer.iss, 1), data: 'once' });
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.stays('TIME-WAIT');
      expect((await target.receive(100)).data.toString(), 'what the user received').to.equal('once');
    },
  );

  must(
    'keep the pair of sockets in use, also when the process is gone: a new OPEN from the same port is refused',
    { id: 'rfc9293/3.6.1/port-in-use', cites: ['RFC9293 3.6.1', 'RFC9293 3.10.1'], states: ['TIME-WAIT'] },
    async (world) => {
      const { target } = world;
      await target.startProcess();
      await reach('TIME-WAIT', world, 'active');
      const again = () => target.activeOpen({ port: target.port });
      expect(await target.tries(again), 'the error of a new OPEN').to.equal('EADDRINUSE');
      await target.release();
      await target.endProcess();
      await target.startProcess();
      expect(await target.tries(again), 'the error of a new OPEN after a restart').to.equal('EADDRINUSE');
      await target.stays('TIME-WAIT');
    },
  );

  must(
    'leave TIME-WAIT after 2 MSL',
    {
      id: 'rfc9293/3.6.1/two-msl',
      cites: ['RFC9293 3.6.1', 'RFC9293 3.10.8', 'RFC9293 MUST-13'],
      arc: ['TIME-WAIT', 'CLOSED', '2 MSL timeout'],
      lastsMs: TWO_MSL_MS,
      withinMs: LONGEST_TWO_MSL_MS,
    },
    async (world) => {
      const { peer, target, measured, deadline } = world;
      await reach('TIME-WAIT', world);
      const startedAt = peer.trace.at(-1)?.at ?? 0; // its ACK of our FIN
      await target.reaches('CLOSED');
      measured('2-msl', deadline.clock.now() - startedAt);
      const late = await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1) });
      await peer.expect('RST', { seq: late.ack });
    },
  );

  may(
    'open a new connection out of TIME-WAIT when a SYN comes with a higher sequence number',
    {
      id: 'rfc9293/3.6.1/new-syn',
      cites: ['RFC9293 3.6.1', 'RFC9293 MAY-2'],
      arc: ['TIME-WAIT', 'SYN-RECEIVED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      const { nxt } = peer.rcv;
      const old = peer.snd.nxt;
      peer.renew(add(old, 100_000));
      await peer.send('SYN');
      const behaviour = await peer.expectOneOf({
        reopened: ['SYN,ACK', { ack: peer.snd.nxt }],
        acknowledged: ['ACK', { seq: nxt, ack: old }],
      });
      if (behaviour === 'reopened') {
        expect(peer.irs, 'the ISS of the new connection').to.satisfy((iss: number) => isAbove(iss, nxt));
        await target.reaches('SYN-RECEIVED');
      }
      return behaviour;
    },
  );
});

function isAbove(seq: number, other: number): boolean {
  return ((seq - other) | 0) > 0;
}
