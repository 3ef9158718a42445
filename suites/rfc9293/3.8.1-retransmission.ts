import { expect } from 'chai';
import { must, reach, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** What is left unacknowledged, how to come to it, how often it is to be sent again, and the segment that acknowledges it. */
interface Row {
  readonly what: string;
  readonly name: string;
  readonly times: number;
  readonly lastsMs: number;
  readonly prologue: (world: World) => Promise<void>;
  readonly acknowledge: (world: World) => Promise<unknown>;
}

const ROWS: readonly Row[] = [
  {
    what: 'a SYN',
    name: 'syn',
    times: 2,
    lastsMs: 8_000,
    prologue: (world) => reach('SYN-SENT', world),
    acknowledge: async ({ peer }) => {
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
    },
  },
  {
    what: 'a SYN,ACK',
    name: 'syn-ack',
    times: 2,
    lastsMs: 8_000,
    prologue: (world) => reach('SYN-RECEIVED', world),
    acknowledge: ({ peer }) => peer.send('ACK'),
  },
  {
    what: 'data',
    name: 'data',
    times: 3,
    lastsMs: 4_000,
    prologue: async (world) => {
      await reach('ESTABLISHED', world);
      await world.target.send('unacknowledged');
      await world.peer.expect('ACK', { seq: world.peer.rcv.nxt, data: 'unacknowledged' });
    },
    acknowledge: ({ peer }) => peer.send('ACK'),
  },
  {
    what: 'a FIN',
    name: 'fin',
    times: 3,
    lastsMs: 4_000,
    prologue: (world) => reach('FIN-WAIT-1', world),
    acknowledge: ({ peer }) => peer.send('ACK'),
  },
];

/** Of an interval to the one before it. RFC 6298 5.5 doubles it; the timers of stacks go in steps. */
const DOUBLED = { low: 1.6, high: 2.5 };

suite('3.8.1 retransmission', () => {
  for (const { what, name, times, lastsMs, prologue, acknowledge } of ROWS) {
    must(
      `send ${what} again, the same, at doubling intervals, until it is acknowledged`,
      {
        id: `rfc9293/3.8.1/${name}-again`,
        cites: ['RFC9293 3.8.1', 'RFC9293 3.10.8', 'RFC9293 MUST-19', 'RFC6298 5.4', 'RFC6298 5.5', 'RFC6298 5.2'],
        lastsMs,
        withinMs: 60_000,
      },
      async (world) => {
        const { peer, measured } = world;
        await prologue(world);
        for (let n = 0; n < times; n++) await peer.retransmission();
        const gaps = peer.retransmissionGaps().slice(0, times);
        await acknowledge(world);
        for (const [n, gap] of gaps.slice(1).entries()) {
          expect(gap / (gaps[n] ?? 0), 'an interval by the one before').to.be.within(DOUBLED.low, DOUBLED.high);
        }
        measured(`${name}-retransmission`, gaps[0] ?? 0);
        await peer.silence({ forMs: 2 * 1.2 * (gaps.at(-1) ?? 0) });
      },
    );
  }

  must(
    'send again what is not acknowledged, and that alone, when the ACK covers a part',
    {
      id: 'rfc9293/3.8.1/partly-acknowledged',
      cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.4', 'RFC9293 3.8.1'],
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('onetwo');
      const { seq } = await peer.expect('ACK', { data: 'onetwo' });
      await peer.send('ACK', { ack: add(seq, 3) });
      const { segment } = await peer.next();
      expect(segment.seq, 'SEG.SEQ').to.equal(add(seq, 3));
      expect(Buffer.from(segment.payload).toString(), 'the data').to.equal('two');
      await peer.send('ACK', { ack: add(seq, 6) });
      await peer.silence({ forMs: 1_000 });
    },
  );
});
