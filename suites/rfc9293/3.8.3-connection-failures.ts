import { expect } from 'chai';
import { may, must, reach, should, suite, type World } from '../../src/harness/index.js';

const THREE_MINUTES_MS = 180_000;
const R2_OF_DATA_MS = 100_000;
const R1 = 3;
/** Small ones: a case has the target to itself for as long as the retransmissions take. */
const R2 = [1, 2];
/** Of a SYN they are a socket's own, and bother nobody. */
const R2_OF_SYN = [1, 2, 3];

/** Of what the user asks for: timers may be late by a step of the back-off, and STATUS is asked ten times a second. */
const LATE = { factor: 2, ms: 500 };

suite('3.8.3 connection failures', () => {
  should(
    'go on sending data for 100 seconds that nobody acknowledges, and go on with the connection when somebody does',
    {
      id: 'rfc9293/3.8.3/data-r2',
      cites: ['RFC9293 3.8.3', 'RFC9293 SHLD-11'],
      states: ['ESTABLISHED'],
      lastsMs: R2_OF_DATA_MS + 2_000,
    },
    async (world) => {
      const { peer, target, deadline } = world;
      const sentAt = await unanswered(world);
      await deadline.pause(sentAt + R2_OF_DATA_MS - deadline.clock.now());
      await target.stays('ESTABLISHED');
      expect(peer.retransmissionGaps(), 'the intervals').to.have.length.of.at.least(R1);
      await peer.send('ACK');
      await target.send('again heard');
      await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'again heard' });
      await peer.send('ACK');
    },
  );

  for (const r2 of R2)
    must(
      `give data up after R2 retransmissions, and tell the user (R2 is ${r2})`,
      {
        id: `rfc9293/3.8.3/data-given-up${r2 === 1 ? '' : `-after-${r2}`}`,
        cites: ['RFC9293 3.8.3', 'RFC9293 MUST-20', 'RFC9293 3.10.8'],
        arc: ['ESTABLISHED', 'CLOSED', 'USER TIMEOUT'],
        settings: { 'retransmissions-r2': r2 },
        lastsMs: 1_000 * r2,
        withinMs: 120_000,
      },
      async (world) => {
        const { peer, target, deadline, measured } = world;
        const sentAt = await unanswered(world);
        await target.reaches('CLOSED');
        measured('data-r2', deadline.clock.now() - sentAt);
        expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
        expect(peer.retransmissionGaps().length, 'retransmissions').to.be.within(r2, r2 + 1); // some count from the first of them
        await isGone(world);
      },
    );

  should(
    'tell the user of data that is not acknowledged before the connection is given up, after three retransmissions or more',
    {
      id: 'rfc9293/3.8.3/trouble-told',
      cites: ['RFC9293 3.8.3', 'RFC9293 3.9.1.8', 'RFC9293 SHLD-9', 'RFC9293 SHLD-10'],
      states: ['ESTABLISHED'],
      lastsMs: R2_OF_DATA_MS + 2_000,
    },
    async (world) => {
      const { peer, target, deadline } = world;
      const until = (await unanswered(world)) + R2_OF_DATA_MS;
      const told: string[] = [];
      while (told.length === 0 && deadline.clock.now() < until) {
        await deadline.pause(500);
        told.push(...(await target.softErrors()));
      }
      expect(told.length, 'what the user is told in 100 seconds, as a count of errors').to.be.at.least(1);
      await peer.barrier(); // the user may be told before the segment goes out
      expect(peer.retransmissionGaps().length, 'retransmissions by then').to.be.at.least(R1);
      await target.stays('ESTABLISHED');
      await peer.send('ACK');
    },
  );

  should(
    'think of another way no sooner than after three retransmissions: then the neighbour may be asked for anew',
    {
      id: 'rfc9293/3.8.3/negative-advice',
      cites: ['RFC9293 3.8.3', 'RFC9293 MUST-20', 'RFC9293 SHLD-10'],
      states: ['ESTABLISHED'],
      ownAddress: true,
      lastsMs: R2_OF_DATA_MS + 2_000,
    },
    async (world) => {
      const { peer, target, deadline, neighbourQuestions, measured } = world;
      expect((await target.setting('retransmissions-r1')) ?? R1, 'R1 by its setting').to.be.at.least(R1);
      const sentAt = await unanswered(world);
      const asked = () => neighbourQuestions().find((at) => at > sentAt);
      while (asked() === undefined && deadline.clock.now() < sentAt + R2_OF_DATA_MS) await deadline.pause(500);
      const at = asked();
      await peer.send('ACK');
      if (at === undefined) return 'nothing-seen';
      measured('neighbour-asked', at - sentAt);
      const before = peer.trace.filter((entry) => entry.retransmission && entry.at <= at);
      expect(before.length, 'retransmissions before the neighbour was asked for').to.be.at.least(R1);
      return 'neighbour-asked';
    },
  );

  for (const ms of [1_500, 4_000]) {
    must(
      `have the user set R2 of a connection (${ms} ms)`,
      {
        id: `rfc9293/3.8.3/r2-of-${ms}-ms`,
        cites: ['RFC9293 3.8.3', 'RFC9293 MUST-21'],
        arc: ['ESTABLISHED', 'CLOSED', 'USER TIMEOUT'],
        lastsMs: ms + 1_000,
        withinMs: 60_000,
      },
      async (world) => {
        const { target, deadline, measured } = world;
        await reach('ESTABLISHED', world, 'active');
        await target.setUserTimeout(ms);
        const sentAt = await isNotHeard(world);
        await target.reaches('CLOSED');
        const lasted = deadline.clock.now() - sentAt;
        measured('user-timeout', lasted);
        expect(lasted, 'from the data to the end, ms').to.be.within(0.95 * ms, LATE.factor * ms + LATE.ms);
        expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
        await isGone(world);
      },
    );
  }

  for (const r2 of R2_OF_SYN)
    must(
      `give the opening of a connection up after as many retransmissions of the SYN as the user sets (${r2}), and tell the user`,
      {
        id: `rfc9293/3.8.3/syn-given-up-after-${r2}`,
        cites: ['RFC9293 3.8.3', 'RFC9293 MUST-21', 'RFC9293 MUST-22'],
        arc: ['SYN-SENT', 'CLOSED', 'USER TIMEOUT'],
        lastsMs: 1_000 * 2 ** (r2 + 1),
        withinMs: 120_000,
      },
      async ({ peer, target }) => {
        await target.activeOpen({ options: { TCP_SYNCNT: r2 } });
        await peer.expect('SYN');
        await target.reaches('CLOSED');
        expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
        await peer.barrier();
        expect(peer.retransmissionGaps().length, 'retransmissions').to.equal(r2);
        const late = await peer.send('SYN,ACK');
        await peer.expect('RST', { seq: late.ack });
      },
    );

  must(
    'send a SYN that nobody answers again for three minutes',
    {
      id: 'rfc9293/3.8.3/syn-r2',
      cites: ['RFC9293 3.8.3', 'RFC9293 MUST-23', 'RFC9293 MUST-22'],
      states: ['SYN-SENT'],
      lastsMs: THREE_MINUTES_MS,
      bystander: true, // no setting that a case asks for says how long a SYN is sent again
    },
    async (world) => {
      const { peer, target, deadline, measured } = world;
      await reach('SYN-SENT', world);
      const { at: sentAt = 0 } = peer.trace[0] ?? {};
      const lasted = () => deadline.clock.now() - sentAt;
      while (lasted() < THREE_MINUTES_MS && (await target.status()) === 'SYN-SENT') await deadline.pause(500);
      measured('syn-r2', lasted());
      expect(lasted(), 'how long the SYN was sent again, ms').to.be.at.least(THREE_MINUTES_MS);
    },
  );

  may(
    'send a SYN,ACK that nobody acknowledges again for as long, and forget the connection then',
    {
      id: 'rfc9293/3.8.3/syn-ack-r2',
      cites: ['RFC9293 3.8.3', 'RFC9293 MUST-22', 'RFC6298 5.5'],
      states: ['SYN-RECEIVED', 'LISTEN'],
      lastsMs: 64_000,
      withinMs: THREE_MINUTES_MS + 120_000,
    },
    async (world) => {
      const { peer, target, deadline, measured } = world;
      await reach('SYN-RECEIVED', world);
      const sentAt = sentLast(world);
      await target.reaches('LISTEN');
      const lasted = deadline.clock.now() - sentAt;
      measured('syn-ack-r2', lasted);
      expect(peer.retransmissionGaps().length, 'retransmissions').to.be.at.least(2);
      const late = await peer.send('ACK');
      await peer.expect('RST', { seq: late.ack });
      return lasted < THREE_MINUTES_MS ? 'less-than-three-minutes' : 'three-minutes-or-more';
    },
  );
});

/** ESTABLISHED, and data that nobody acknowledges. Resolves to when it was sent, in ms on the clock. */
async function unanswered(world: World): Promise<number> {
  await reach('ESTABLISHED', world);
  return isNotHeard(world);
}

async function isNotHeard(world: World): Promise<number> {
  await world.target.send('unanswered');
  await world.peer.expect('ACK', { seq: world.peer.rcv.nxt, data: 'unanswered' });
  return sentLast(world);
}

/** When the target sent the last segment that was read, in ms on the clock. */
function sentLast({ peer }: World): number {
  return peer.trace.findLast(({ segment }) => segment === peer.last)?.at ?? 0;
}

/** A stack may send RST when it gives up. Then the connection is gone: what comes for it draws RST. */
async function isGone({ peer }: World): Promise<void> {
  await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'], silent: null });
  const late = await peer.send('ACK');
  await peer.expect('RST', { seq: late.ack });
}
