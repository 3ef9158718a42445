import { expect } from 'chai';
import { may, must, reach, should, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const EVERY_SECOND = { TCP_KEEPIDLE: 1, TCP_KEEPINTVL: 1 };
const TWO_HOURS_S = 7_200;
const MODERATE_MS = 4_000;

suite('3.8.4 keep-alives', () => {
  must(
    'have keep-alives off unless the user wants them, also when it has set their interval',
    { id: 'rfc9293/3.8.4/off-by-default', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-25'], lastsMs: MODERATE_MS },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      expect(await option(world, 'SO_KEEPALIVE'), 'SO_KEEPALIVE').to.equal(0);
      await target.setOptions(EVERY_SECOND);
      await peer.silence({ forMs: MODERATE_MS });
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'wait two hours or more before the first keep-alive, unless the user says otherwise',
    { id: 'rfc9293/3.8.4/two-hours', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-28'], lastsMs: MODERATE_MS },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      expect(await option(world, 'TCP_KEEPIDLE'), 'TCP_KEEPIDLE, s').to.be.at.least(TWO_HOURS_S);
      await target.setOptions({ SO_KEEPALIVE: 1 });
      await peer.silence({ forMs: MODERATE_MS });
    },
  );

  must(
    'let the user turn keep-alives on and off',
    { id: 'rfc9293/3.8.4/on-and-off', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-24', 'RFC9293 MAY-5'], lastsMs: 5_000 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, SO_KEEPALIVE: 1 });
      await answered(world);
      await target.setOptions({ SO_KEEPALIVE: 0 });
      await peer.silence({ forMs: 3_000 });
      await target.stays('ESTABLISHED');
    },
  );

  should(
    'send keep-alives without data, with the sequence number before SND.NXT',
    { id: 'rfc9293/3.8.4/no-data', cites: ['RFC9293 3.8.4', 'RFC9293 SHLD-12'], lastsMs: 2_000 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, SO_KEEPALIVE: 1 });
      await peer.expect('ACK', { seq: add(peer.rcv.nxt, -1), ack: peer.snd.nxt, length: 0 });
      await peer.send('ACK');
    },
  );

  may(
    'send keep-alives with one octet of garbage, for peers that answer no others',
    {
      id: 'rfc9293/3.8.4/garbage-octet',
      cites: ['RFC9293 3.8.4', 'RFC9293 MAY-6'],
      states: ['ESTABLISHED'],
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, SO_KEEPALIVE: 1 });
      await expectKeepAlive(world);
      await peer.send('ACK');
      return peer.last.payload.length === 0 ? 'empty' : 'one-octet';
    },
  );

  must(
    'take the interval that is set for the whole target, where the user names none',
    {
      id: 'rfc9293/3.8.4/interval-setting',
      cites: ['RFC9293 3.8.4', 'RFC9293 MUST-27'],
      states: ['ESTABLISHED'],
      settings: { 'keep-alive-idle': 1 },
      lastsMs: 1_500,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ SO_KEEPALIVE: 1 });
      await expectKeepAlive(world);
      await peer.send('ACK');
    },
  );

  must(
    'keep a connection that stays idle in CLOSE-WAIT while its keep-alives are answered',
    {
      id: 'rfc9293/3.8.4/answered-close-wait',
      cites: ['RFC9293 3.8.4', 'RFC9293 MUST-26'],
      states: ['CLOSE-WAIT'],
      lastsMs: 4_000,
    },
    async (world) => {
      const { target } = world;
      await reach('CLOSE-WAIT', world);
      await target.setOptions({ ...EVERY_SECOND, TCP_KEEPCNT: 2, SO_KEEPALIVE: 1 });
      for (let n = 0; n < 3; n++) await answered(world);
      await target.stays('CLOSE-WAIT');
    },
  );

  must(
    'give up a connection that answers no keep-alive at all, after as many as the user sets, and tell the user',
    {
      id: 'rfc9293/3.8.4/none-answered',
      cites: ['RFC9293 3.8.4', 'RFC9293 MUST-29', 'RFC9293 3.10.8'],
      arc: ['ESTABLISHED', 'CLOSED', 'USER TIMEOUT'],
      lastsMs: 5_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, TCP_KEEPCNT: 3, SO_KEEPALIVE: 1 });
      await expectKeepAlive(world);
      for (const _ of ['second', 'third']) await expectAnother(world);
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.equal('ETIMEDOUT');
      await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'], silent: null });
    },
  );

  for (const seconds of [1, 3]) {
    must(
      `send the first keep-alive after the interval that the user sets (${seconds} s)`,
      {
        id: `rfc9293/3.8.4/interval-${seconds}-s`,
        cites: ['RFC9293 3.8.4', 'RFC9293 MUST-27', 'RFC9293 MUST-26'],
        lastsMs: 1_500 * seconds,
      },
      async (world) => {
        const { peer, target, measured } = world;
        await reach('ESTABLISHED', world);
        await target.setOptions({ TCP_KEEPIDLE: seconds, TCP_KEEPINTVL: 1, SO_KEEPALIVE: 1 });
        await peer.send('PSH,ACK', { data: 'the last one hears' });
        const heardAt = lastAt(world, 'peer');
        await peer.acknowledged();
        await expectKeepAlive(world);
        const interval = lastAt(world, 'target') - heardAt;
        measured('keep-alive-interval', interval);
        expect(interval, 'from the last segment to the keep-alive, ms').to.be.within(950 * seconds, 1_500 * seconds);
        await peer.send('ACK');
      },
    );
  }

  must(
    'keep a connection whose keep-alives are answered',
    { id: 'rfc9293/3.8.4/answered', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-29'], lastsMs: 6_000 },
    async (world) => {
      const { target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, TCP_KEEPCNT: 2, SO_KEEPALIVE: 1 });
      for (let n = 0; n < 5; n++) await answered(world);
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'keep a connection that leaves one keep-alive unanswered',
    { id: 'rfc9293/3.8.4/one-unanswered', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-29'], lastsMs: 4_000 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ ...EVERY_SECOND, SO_KEEPALIVE: 1 });
      await expectKeepAlive(world);
      await expectAnother(world);
      await peer.send('ACK');
      await target.stays('ESTABLISHED');
      await target.send('alive');
      await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'alive' });
      await peer.send('ACK');
    },
  );

  must(
    'send no keep-alive while segments arrive',
    { id: 'rfc9293/3.8.4/traffic', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-26'], lastsMs: 8_000 },
    async (world) => {
      const { peer, target, deadline } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ TCP_KEEPIDLE: 2, TCP_KEEPINTVL: 1, SO_KEEPALIVE: 1 });
      const hear = async () => {
        await peer.send('PSH,ACK', { data: 'still here' });
        await peer.acknowledged();
      };
      await hear(); // whenever the user came to it
      for (let n = 0; n < 4; n++) {
        await deadline.pause(1_000);
        await peer.silence();
        await hear();
      }
      const heardAt = peer.trace.findLast(({ from }) => from === 'peer')?.at ?? 0;
      await expectKeepAlive(world);
      expect(lastAt(world, 'target') - heardAt, 'from the last data to the keep-alive, ms').to.be.at.least(1_900);
      await peer.send('ACK');
    },
  );

  must(
    'send no keep-alive while data is outstanding',
    { id: 'rfc9293/3.8.4/outstanding', cites: ['RFC9293 3.8.4', 'RFC9293 MUST-26'], lastsMs: 6_000 },
    async (world) => {
      const { peer, target, deadline } = world;
      await reach('ESTABLISHED', world);
      await target.send('outstanding');
      const { seq } = await peer.expect('ACK', { data: 'outstanding' });
      await target.setOptions({ ...EVERY_SECOND, SO_KEEPALIVE: 1 });
      await deadline.pause(3_500);
      const sent = peer.trace.filter(({ from, segment }) => from === 'target' && segment.seq === add(seq, 10));
      expect(sent, 'keep-alives').to.have.length(0);
      await peer.send('ACK');
      await expectKeepAlive(world);
      await peer.send('ACK');
    },
  );
});

async function option({ target }: World, name: string): Promise<unknown> {
  return (await target.user.getOption({ socket: target.connection, option: name })).value;
}

/** A keep-alive as RFC 9293 tells of it: it may hold one octet, which is garbage. */
async function expectKeepAlive({ peer }: World): Promise<void> {
  const where = ({ payload: { length } }: { payload: Uint8Array }) =>
    length > 1 ? `${length} octets, where none or one are to come` : undefined;
  await peer.expect('ACK', { seq: add(peer.rcv.nxt, -1), ack: peer.snd.nxt, where });
}

/** A keep-alive like the one before: with an octet of garbage it counts as sent again. */
async function expectAnother(world: World): Promise<void> {
  if (world.peer.last.payload.length > 0) await world.peer.retransmission();
  else await expectKeepAlive(world);
}

async function answered(world: World): Promise<void> {
  const { peer } = world;
  const { segment } = await peer.next();
  expect(segment, 'a keep-alive').to.include({ seq: add(peer.rcv.nxt, -1), ack: peer.snd.nxt });
  await peer.send('ACK');
}

function lastAt({ peer }: World, side: 'peer' | 'target'): number {
  return peer.trace.findLast(({ from }) => from === side)?.at ?? 0;
}
