import { expect } from 'chai';
import { must, reach, should, suite, type World } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

const INCARNATIONS = 6;
const GAP_MS = 250;
/** A number each 4 microseconds, "roughly": no slower than half of that. */
const SLOWEST_PER_MS = 125;
/** More than any clock in use moves while the probes of different ports are sent. */
const NEAR = 2 ** 24;
const PORTS = 9;
/** So many that chance alone predicts few of them. */
const MANY_PORTS = 24;
const MOST_BY_CHANCE = MANY_PORTS / 2;

suite('3.4.1 initial sequence numbers', () => {
  must(
    'take ISNs from a clock: for one pair of sockets each is above the last, by a number each 4 microseconds or so',
    {
      id: 'rfc9293/3.4.1/isn-clock',
      cites: ['RFC9293 3.4.1', 'RFC9293 MUST-8', 'RFC6528 3'],
      states: ['SYN-RECEIVED'],
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer, deadline } = world;
      await reach('LISTEN', world);
      let last = await isnFor(peer, world);
      for (let n = 1; n < INCARNATIONS; n++) {
        await deadline.pause(GAP_MS);
        const next = await isnFor(peer, world);
        const ms = next.after - last.before;
        expect(distance(last.isn, next.isn), `how far the ISN moved in ${Math.round(ms)} ms`).to.be.above(
          (next.before - last.after) * SLOWEST_PER_MS,
        );
        last = next;
      }
    },
  );

  should(
    'take ISNs of different ports from different places',
    {
      id: 'rfc9293/3.4.1/isn-of-ports',
      cites: ['RFC9293 3.4.1', 'RFC9293 SHLD-1', 'RFC6528 3'],
      states: ['SYN-RECEIVED'],
    },
    async (world) => {
      await reach('LISTEN', world);
      const isns: number[] = [];
      for (let n = 0; n < PORTS; n++) isns.push((await isnFor(world.anotherPeer(), world)).isn);
      const steps = isns.slice(1).map((isn, n) => distance(isns[n] ?? 0, isn));
      const small = steps.filter((step) => Math.abs(step) < NEAR);
      const even = steps.slice(1).filter((step, n) => Math.abs(step - (steps[n] ?? 0)) < NEAR);
      expect(small.length, 'ISNs near that of the port before').to.be.at.most(PORTS / 2);
      expect(even.length, 'ISNs as far from the last as that from the one before').to.be.at.most(PORTS / 2);
    },
  );

  must(
    'give no ISN away by those of other ports: none is near an earlier one, or as far from the last as that from the one before',
    {
      id: 'rfc9293/3.4.1/isn-not-predicted',
      cites: ['RFC9293 3.4.1', 'RFC9293 MUST-9', 'RFC6528 3'],
      states: ['SYN-RECEIVED'],
      lastsMs: 1_000,
    },
    async (world) => {
      await reach('LISTEN', world);
      const isns: number[] = [];
      for (let n = 0; n < MANY_PORTS; n++) isns.push((await isnFor(world.anotherPeer(), world)).isn);
      const predicted = isns.filter((isn, n) => guesses(isns.slice(0, n)).some((guess) => isNear(guess, isn)));
      expect(predicted.length, 'ISNs that earlier ones predict').to.be.at.most(MOST_BY_CHANCE);
    },
  );

  must(
    'give no ISN of an active OPEN away by those of others: none is near an earlier one, or as far from the last as that from the one before',
    {
      id: 'rfc9293/3.4.1/isn-not-predicted-active',
      cites: ['RFC9293 3.4.1', 'RFC9293 MUST-9', 'RFC6528 3'],
      states: ['SYN-SENT'],
      lastsMs: 1_000,
    },
    async (world) => {
      await reach('SYN-SENT', world);
      const isns: number[] = [];
      for (let n = 0; n < MANY_PORTS; n++) isns.push(await isnOfOpen(world));
      const predicted = isns.filter((isn, n) => guesses(isns.slice(0, n)).some((guess) => isNear(guess, isn)));
      expect(predicted.length, 'ISNs that earlier ones predict').to.be.at.most(MOST_BY_CHANCE);
    },
  );

  must(
    'recover from an old duplicate SYN: back in LISTEN, it shakes hands with the new one',
    {
      id: 'rfc9293/3.5/old-duplicate-syn',
      cites: ['RFC9293 3.5 Figure 8', 'RFC9293 3.5.1 Figure 11'],
      arcs: [
        ['SYN-RECEIVED', 'LISTEN', 'rcv RST'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const old = await peer.send('SYN');
      const { ack } = await peer.expect('SYN,ACK', { ack: add(old.seq, 1) });
      await target.reaches('SYN-RECEIVED');
      await peer.send('RST', { seq: ack });
      await target.reaches('LISTEN');
      peer.renew(world.freshIss());
      const fresh = await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: add(fresh.seq, 1) });
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
    },
  );
});

type Peer = World['peer'];

/** What the next ISN would be if it were like the last, or as far from it as that was from the one before, or any that was seen. */
function guesses(isns: readonly number[]): number[] {
  const [before, last] = isns.slice(-2);
  return before === undefined || last === undefined ? [...isns] : [...isns, add(last, distance(before, last))];
}

function isNear(guess: number, isn: number): boolean {
  return Math.abs(distance(guess, isn)) < NEAR;
}

/** The ISN that the target picks for a further active OPEN towards a port of the peer's host; the connection is refused. */
async function isnOfOpen({ anotherPeer, family, target }: World): Promise<number> {
  const peer = anotherPeer();
  const { socket } = await target.user.open({ case: target.label, family });
  const { port } = await target.user.bind({ socket, address: target.address, port: 0 });
  peer.aim(port);
  await target.user.connect({ socket, ...peer.local });
  const { seq } = await peer.expect('SYN');
  await peer.send('RST,ACK', { seq: 0, ack: add(seq, 1) });
  return seq;
}

/** The ISN that the target picks for this pair of sockets, and the moments around it, in ms; the half-open connection is taken back. */
async function isnFor(peer: Peer, { freshIss, target }: World) {
  peer.renew(freshIss());
  await peer.send('SYN');
  const before = peer.trace.at(-1)?.at ?? 0;
  const { seq: isn } = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  const after = peer.trace.at(-1)?.at ?? 0;
  await peer.send('RST');
  await target.stays('LISTEN');
  return { isn, before, after };
}
