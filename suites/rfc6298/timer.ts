import { expect } from 'chai';
import { type DecodedSegment, Inconclusive, must, reach, should, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

type Peer = World['peer'];

/** How far a timer may be off: stacks round them to ticks. */
const SLACK = { low: 0.95, high: 1.6 };

/** The part of the RTO after which an acknowledgment may come too late to restart the timer. */
const LATE = 0.9;
const ATTEMPTS = 5;

suite('RFC 6298 the retransmission timer', () => {
  for (const [name, what, state] of [
    ['syn', 'SYN', 'SYN-SENT'],
    ['syn-ack', 'SYN,ACK', 'SYN-RECEIVED'],
  ] as const) {
    should(
      `wait one second or more before it sends a ${what} again`,
      { id: `rfc6298/2.1/${name}`, cites: ['RFC6298 2.1'], states: [state], lastsMs: 3_000 },
      async (world) => {
        await reach(state, world);
        const gap = await world.peer.retransmissionGap();
        world.measured('initial-rto', gap);
        expect(gap, 'the first interval, ms').to.be.within(1_000 * SLACK.low, 3_000 * SLACK.high);
      },
    );
  }

  should(
    'wait one second or more before it sends data again, however short the round trip',
    { id: 'rfc6298/2.4/minimum', cites: ['RFC6298 2.4'], lastsMs: 1_500 },
    async (world) => {
      await reach('ESTABLISHED', world);
      const gap = await firstInterval(world, 'x');
      world.measured('minimum-rto', gap);
      expect(gap, 'the first interval, ms').to.be.at.least(1_000 * SLACK.low);
    },
  );

  must(
    'take no sample of the round trip from data that was sent again (Karn)',
    {
      id: 'rfc6298/3/karn',
      cites: ['RFC6298 3', 'RFC9293 3.8.1', 'RFC9293 MUST-18'],
      lastsMs: 4_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const before = await firstInterval(world, 'misleading');
      await peer.retransmission();
      await peer.send('ACK'); // some three time-outs after the first sending: as a sample it would make the RTO long
      await acknowledgedAtOnce(world, 'a true sample');
      const after = await firstInterval(world, 'what is the RTO now?');
      expect(after / before, 'the RTO after, by the RTO before').to.be.below(SLACK.high);
    },
  );

  must(
    'keep the backed-off RTO until new data has been acknowledged that was sent once',
    {
      id: 'rfc6298/5/back-off-kept',
      cites: ['RFC6298 5', 'RFC9293 3.8.2', 'RFC9293 MUST-18', 'RFC9293 MUST-19'],
      lastsMs: 4_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const first = await firstInterval(world, 'lost');
      await peer.retransmission();
      await peer.send('ACK'); // of which sending? no sample
      const kept = await firstInterval(world, 'new data');
      expect(kept / first, 'the next RTO, by the first').to.be.at.least(2 * SLACK.low);
    },
  );

  must(
    'come back from the backed-off RTO when new data is acknowledged that was sent once',
    {
      id: 'rfc6298/5/back-off-ended',
      cites: ['RFC6298 5', 'RFC9293 3.8.2', 'RFC9293 MUST-18'],
      lastsMs: 4_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const first = await firstInterval(world, 'lost');
      await peer.retransmission();
      await peer.retransmission();
      await peer.send('ACK');
      for (const data of ['new data', 'and more']) await acknowledgedAtOnce(world, data);
      const ended = await firstInterval(world, 'lost again');
      expect(ended / first, 'the next RTO, by the first').to.be.within(1 / SLACK.high, SLACK.high);
    },
  );

  should(
    'start the timer anew when new data is acknowledged and more is outstanding',
    { id: 'rfc6298/5.3/restarted', cites: ['RFC6298 5.3'], lastsMs: 4_000, withinMs: 60_000 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const rto = await firstInterval(world, 'lost');
      await peer.send('ACK');
      await acknowledgedAtOnce(world, 'new data');
      await target.setOptions({ TCP_NODELAY: 1 });
      const acknowledgedAt = await acknowledgesInTime(world, rto);
      const { at } = await peer.retransmission();
      const { at: onceMore } = await peer.retransmission();
      const now = Math.min(rto, (onceMore - at) / 2); // a round trip that was quicker than those before shortens it
      expect(at - acknowledgedAt, 'from the ACK to the retransmission, ms').to.be.at.least(now * SLACK.low);
      await peer.send('ACK');
    },
  );

  for (const [name, what, prologue] of [
    ['syn', 'SYN', 'active'],
    ['syn-ack', 'SYN,ACK', 'passive'],
  ] as const) {
    must(
      `begin with an RTO of 3 seconds when the ${what} had to be sent again`,
      { id: `rfc6298/5.7/${name}`, cites: ['RFC6298 5.7', 'RFC9293 MUST-18'], lastsMs: 6_000, withinMs: 40_000 },
      async (world) => {
        const { peer, target, measured } = world;
        await reach(prologue === 'active' ? 'SYN-SENT' : 'SYN-RECEIVED', world);
        await peer.retransmission();
        await peer.send(prologue === 'active' ? 'SYN,ACK' : 'ACK');
        if (prologue === 'active') await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
        await target.reaches('ESTABLISHED');
        if (prologue === 'passive') await target.accept();
        const gap = await firstInterval(world, 'data begins');
        measured('rto-after-lost-syn', gap);
        expect(gap, 'the first interval, ms').to.be.at.least(3_000 * SLACK.low);
      },
    );
  }
});

/** Has data sent and leaves it unacknowledged: the time until it is sent again, in ms. */
async function firstInterval({ peer, target }: World, data: string): Promise<number> {
  await target.send(data);
  await peer.expect('ACK', { seq: peer.rcv.nxt, data });
  return peer.retransmissionGap(); // which may be over already, when the tester was held up
}

async function acknowledgedAtOnce({ peer, target }: World, data: string): Promise<void> {
  await target.send(data);
  await peer.expect('ACK', { seq: peer.rcv.nxt, data });
  await peer.send('ACK');
  await peer.barrier(); // what is sent next starts a timer of its own
}

/** Whether the second segment comes while the first is outstanding: not if that had to be sent again before, and goes alone then. */
async function comesBeside(peer: Peer, first: DecodedSegment, rto: number): Promise<boolean> {
  const second = ['ACK', { data: 'second' }] as const;
  if ((await peer.expectOneOf({ second, none: null }, { withinMs: rto })) === 'second') return true;
  if (wasSentAgain(peer, first)) return false;
  await peer.expect(...second);
  return true;
}

/** Also where the target joined it to what it had sent after it. */
function wasSentAgain({ trace }: Peer, { seq, sourcePort }: DecodedSegment): boolean {
  return trace.filter(({ segment }) => segment.sourcePort === sourcePort && segment.seq === seq).length > 1;
}

/**
 * Has two segments outstanding and acknowledges the first when half of the RTO is over; tries again if the tester was held
 * up until the timer may have run out. Resolves to the moment of the ACK, in ms on the clock; throws Inconclusive.
 */
async function acknowledgesInTime({ peer, target, deadline }: World, rto: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await target.send('first');
    const first = await peer.expect('ACK', { data: 'first' });
    const sentAt = peer.trace.find(({ segment }) => segment === first)?.at ?? 0;
    await target.send('second');
    if (await comesBeside(peer, first, rto)) {
      const left = sentAt + 0.5 * rto - deadline.clock.now();
      if (left > 0) await deadline.pause(left);
      await peer.send('ACK', { ack: add(first.seq, 5) });
      const at = peer.trace.at(-1)?.at ?? 0;
      if (at - sentAt < LATE * rto && !wasSentAgain(peer, first)) return at;
    }
    do await peer.send('ACK');
    while ((await peer.expectOneOf({ late: ['ACK'], none: null })) === 'late');
  }
  throw new Inconclusive('the tester was held up again and again until the timer had run out');
}
