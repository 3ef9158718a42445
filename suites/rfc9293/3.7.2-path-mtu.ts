import { expect } from 'chai';
import { Inconclusive, may, must, reach, receiveData, suite, tooBig, type World } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

/** What the path is said to take less than was sent: the target remembers it for that address, so each case has one of its own. */
const STEP = 8;
/** RFC 8200 5; IPv4 has a lower one that no stack goes down to. */
const SMALLEST_MTU = 1_280;
/** RFC 1191 3: no host goes below. */
const SMALLEST_MTU_4 = 68;

suite('3.7.2 path MTU', () => {
  must(
    'send again, in segments that fit, what a router on the way says was too big',
    {
      id: 'rfc9293/3.7.2/too-big',
      cites: ['RFC9293 3.7.2', 'RFC1191 6.3', 'RFC8201 4', 'RFC9293 MUST-16'],
      states: ['ESTABLISHED'],
      ownAddress: true,
    },
    async (world) => {
      const { target, icmp, family } = world;
      const { first, limit, mtu } = await sendsFull(world);
      icmp(first, tooBig(family, mtu));
      await takeAll(world, first.seq, limit);
      await target.send(Buffer.alloc(first.payload.length));
      await takeNew(world, first.payload.length, limit);
    },
  );

  must(
    'send smaller segments again each time a router on the way says so',
    {
      id: 'rfc9293/3.7.2/too-big-twice',
      cites: ['RFC9293 3.7.2', 'RFC1191 6.3', 'RFC8201 4', 'RFC9293 MUST-16'],
      states: ['ESTABLISHED'],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp, family } = world;
      const { first, limit, mtu } = await sendsFull(world);
      icmp(first, tooBig(family, mtu));
      await takeAll(world, first.seq, limit);
      await target.send(Buffer.alloc(limit));
      const second = await peer.expect('ACK', { seq: peer.rcv.nxt, length: limit });
      icmp(second, tooBig(family, mtu - STEP));
      await takeAll(world, second.seq, limit - STEP);
      await target.send(Buffer.alloc(limit));
      await takeNew(world, limit, limit - STEP);
    },
  );

  must(
    'not believe that an IPv6 path takes less than 1280 octets',
    {
      id: 'rfc9293/3.7.2/too-big-below-1280',
      cites: ['RFC9293 3.7.2', 'RFC8201 4', 'RFC8200 5'],
      states: ['ESTABLISHED'],
      families: [6],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp } = world;
      const { first } = await sendsFull(world);
      icmp(first, tooBig(6, 600));
      await peer.silence();
      await peer.send('ACK');
      await target.send(Buffer.alloc(first.payload.length));
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: first.payload.length });
      await peer.send('ACK');
    },
  );

  must(
    'send packets of 68 octets at least, whatever an error says that an IPv4 path takes',
    {
      id: 'rfc9293/3.7.2/too-big-below-68',
      cites: ['RFC9293 3.7.2', 'RFC1191 3', 'RFC1191 6.3'],
      states: ['ESTABLISHED'],
      families: [4],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp } = world;
      const { first } = await sendsFull(world);
      icmp(first, tooBig(4, 21));
      await peer.barrier();
      await peer.send('ACK');
      while ((await peer.expectOneOf({ again: ['ACK'], nothing: null })) === 'again');
      await target.send(Buffer.alloc(200));
      const { payload } = await peer.expect('ACK', { seq: peer.rcv.nxt });
      expect(payload.length, 'the octets of its longest segment').to.be.at.least(SMALLEST_MTU_4 - 40);
      if (payload.length < 200) await receiveData(peer, 200 - payload.length);
      await peer.send('ACK');
    },
  );

  may(
    'learn the MTU of a path also from an error about a segment without data: its SYN,ACK',
    {
      id: 'rfc9293/3.7.2/too-big-syn-ack',
      cites: ['RFC9293 3.7.2', 'RFC9293 3.9.2.2', 'RFC1191 6.3', 'RFC8201 4'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp, family } = world;
      await reach('SYN-RECEIVED', world);
      icmp(peer.last, tooBig(family, SMALLEST_MTU + STEP));
      await peer.barrier();
      while ((await peer.expectOneOf({ again: ['SYN,ACK'], nothing: null })) === 'again');
      await peer.send('ACK');
      await target.accept();
      await target.send(Buffer.alloc(2_000));
      const segments = await receiveData(peer, 2_000);
      return Math.max(...segments.map(({ payload }) => payload.length)) <= SMALLEST_MTU + STEP ? 'believed' : 'ignored';
    },
  );

  may(
    'see to it that a packet said to be too big is one that it has on the way',
    {
      id: 'rfc9293/3.7.2/too-big-not-sent',
      cites: ['RFC9293 3.7.2', 'RFC5927 4.1', 'RFC8201 4'],
      states: ['ESTABLISHED'],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp, family } = world;
      const { first, limit, mtu } = await sendsFull(world);
      await peer.send('ACK');
      icmp({ ...first, seq: add(first.seq, 0x2000_0000) }, tooBig(family, mtu));
      await peer.silence();
      const octets = first.payload.length;
      await target.send(Buffer.alloc(octets));
      const again = await peer.expect('ACK', { seq: peer.rcv.nxt });
      await peer.send('ACK');
      if (again.payload.length === octets) return 'ignored';
      expect(again.payload.length, 'the octets of a segment').to.be.at.most(limit);
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: octets - again.payload.length });
      await peer.send('ACK');
      return 'believed';
    },
  );

  must(
    'stay connected, and not send larger segments, when a router on the way says that a path takes more than it does',
    {
      id: 'rfc9293/3.7.2/too-big-but-larger',
      cites: ['RFC9293 3.7.2', 'RFC1191 3', 'RFC8201 4'],
      states: ['ESTABLISHED'],
      ownAddress: true,
    },
    async (world) => {
      const { peer, target, icmp, family } = world;
      const { first } = await sendsFull(world);
      icmp(first, tooBig(family, 9_000));
      await peer.silence();
      await peer.send('ACK');
      await target.send(Buffer.alloc(first.payload.length));
      await peer.expect('ACK', { seq: peer.rcv.nxt, length: first.payload.length });
      await peer.send('ACK');
    },
  );
});

/** ESTABLISHED, and one segment of the target as long as they get: with the MTU that is a little too small for it, and the data that then fits. */
async function sendsFull(world: World) {
  const { peer, target, family, linkMss } = world;
  await reach('ESTABLISHED', world);
  await target.send(Buffer.alloc(linkMss));
  const [longest] = await receiveData(peer, linkMss);
  const length = longest?.payload.length ?? 0;
  await target.send(Buffer.alloc(length));
  const first = await peer.expect('ACK', { seq: peer.rcv.nxt, length });
  const limit = length - STEP;
  const mtu = limit + 4 * first.dataOffset + (family === 4 ? 20 : 40);
  if (mtu < SMALLEST_MTU) throw new Inconclusive(`the target takes the path's MTU for ${mtu + STEP} already`);
  return { first, limit, mtu };
}

/** Takes again what was sent from a sequence number on, in segments of so many octets at most, and acknowledges it. */
async function takeAll({ peer }: World, from: number, limit: number): Promise<void> {
  for (let next = from; distance(next, peer.rcv.nxt) > 0; ) {
    const { payload } = await peer.expect('ACK', { seq: next, where: ({ payload }) => whyNot(payload.length, limit) });
    next = add(next, payload.length);
    await peer.send('ACK', { ack: next });
  }
}

/** The same for so many octets of new data. */
async function takeNew({ peer }: World, octets: number, limit: number): Promise<void> {
  for (const end = add(peer.rcv.nxt, octets); distance(peer.rcv.nxt, end) > 0; ) {
    await peer.expect('ACK', { seq: peer.rcv.nxt, where: ({ payload }) => whyNot(payload.length, limit) });
    await peer.send('ACK');
  }
}

function whyNot(length: number, limit: number): string | undefined {
  if (length === 0) return 'it has no data';
  return length > limit ? `${length} octets of data, where ${limit} fit` : undefined;
}
