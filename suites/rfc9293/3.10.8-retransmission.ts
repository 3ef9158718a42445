import { expect } from 'chai';
import { ACK, must, quietAck, reach, type State, SYN, suite, type World } from '../../src/harness/index.js';

/** What is left unacknowledged in a state, and the state that its acknowledgment leads to. */
interface Row {
  readonly state: State;
  readonly what: 'data' | 'FIN';
  readonly next: State;
}

const ROWS: readonly Row[] = [
  { state: 'CLOSE-WAIT', what: 'data', next: 'CLOSE-WAIT' },
  { state: 'CLOSING', what: 'FIN', next: 'TIME-WAIT' },
  { state: 'LAST-ACK', what: 'FIN', next: 'CLOSED' },
];

suite('3.10.8 retransmission by state', () => {
  for (const { state, what, next } of ROWS) {
    must(
      `send ${what} again in ${state} when its retransmission timer runs out, until it is acknowledged`,
      {
        id: `rfc9293/3.10.8/retransmission-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.8', 'RFC9293 3.8.1', 'RFC6298 5.4'],
        states: [state, next],
        lastsMs: 2_000,
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        if (what === 'data') await unanswered(world);
        const { segment } = await peer.retransmission({ since: Number.NEGATIVE_INFINITY });
        expect(segment.seq, 'SEG.SEQ').to.equal(what === 'data' ? peer.last.seq : quietAck({ state }, peer));
        await target.stays(state);
        await peer.send('ACK');
        await target.reaches(next);
      },
    );
  }

  must(
    'send SYN,ACK again in SYN-RECEIVED after simultaneous opening when its retransmission timer runs out',
    {
      id: 'rfc9293/3.10.8/retransmission-syn-received-simultaneous',
      cites: ['RFC9293 3.10.8', 'RFC9293 3.8.1', 'RFC6298 5.4'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
      lastsMs: 4_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world, 'simultaneous');
      const { segment } = await peer.retransmission({ since: Number.NEGATIVE_INFINITY });
      expect(segment.flags & (SYN | ACK), 'SYN and ACK').to.equal(SYN | ACK);
      expect(segment.seq, 'SEG.SEQ').to.equal(peer.irs);
      await target.stays('SYN-RECEIVED');
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
    },
  );
});

async function unanswered({ peer, target }: World): Promise<void> {
  await target.send('unanswered');
  await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'unanswered' });
}
