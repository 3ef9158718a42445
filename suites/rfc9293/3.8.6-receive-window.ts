import { expect } from 'chai';
import {
  emptyAck,
  establish,
  type Filled,
  fillWindow,
  Inconclusive,
  must,
  optionOf,
  SYN,
  should,
  suite,
  takeAcks,
  type World,
} from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

type Peer = World['peer'];

const MSS = 1_000;
/** Socket buffers of this size; what of it is offered as a window is the target's affair. */
const SMALL = { SO_RCVBUF: 16_384 };
/**
 * A target that counts the memory of its buffers may run out of it before its window is full, with segments of some sizes
 * and not of others, and not each time: by what each takes there, and what had room beside it.
 */
const SEGMENT_SIZES = [100, 300, 536, 700, 800, 900, 1_000, 1_200];

suite('3.8.6 the receive window', () => {
  must(
    'answer a probe of its zero window with what it expects next and that the window is still zero',
    {
      id: 'rfc9293/3.8.6.1/probe-answered',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 3.10.7.4 step 1', 'RFC9293 MAY-8'],
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, target } = world;
      await full(world);
      for (const fields of [{ seq: peer.snd.nxt, data: 'p' }, { seq: add(peer.snd.nxt, -1) }]) {
        await world.deadline.pause(600);
        await peer.send('ACK', fields);
        await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
      }
      await target.stays('ESTABLISHED');
    },
  );

  must(
    'process a RST while its window is zero',
    {
      id: 'rfc9293/3.8.6/zero-window-rst',
      cites: ['RFC9293 3.4', 'RFC9293 MUST-66', 'RFC9293 3.10.7.4 step 2'],
      arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      await full(world);
      await target.stays('ESTABLISHED');
      await peer.send('RST');
      await target.reaches('CLOSED');
      await peer.silence();
    },
  );

  must(
    'process an ACK while its window is zero',
    {
      id: 'rfc9293/3.8.6/zero-window-ack',
      cites: ['RFC9293 3.4', 'RFC9293 3.10.7.4 step 1', 'RFC9293 3.10.7.4 step 5'],
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, target } = world;
      await full(world);
      await target.send('outstanding');
      await peer.expect('ACK', { data: 'outstanding', window: 0 });
      await peer.send('ACK');
      await peer.silence({ forMs: 1_500 }); // what was acknowledged is not sent again
    },
  );

  // MUST-66 names RST and URG alone; 3.10.7.4 says of ACKs that special allowance should be made.
  should(
    'process the ACK of a segment whose data finds no room, while its window is zero',
    {
      id: 'rfc9293/3.8.6/zero-window-ack-with-data',
      cites: ['RFC9293 3.4', 'RFC9293 3.10.7.4 step 1'],
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, target } = world;
      await full(world);
      await target.send('outstanding');
      await peer.expect('ACK', { data: 'outstanding', window: 0 });
      await peer.send('ACK', { seq: peer.snd.nxt, data: 'no room' });
      await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
      await peer.silence({ forMs: 1_500 });
    },
  );

  must(
    'process an urgent pointer while its window is zero: its octet is urgent when it comes',
    {
      id: 'rfc9293/3.8.6/zero-window-urg',
      cites: ['RFC9293 3.4', 'RFC9293 MUST-66', 'RFC9293 3.10.7.4 step 6'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { octets } = await full(world);
      await peer.send('URG,ACK', { urgentPointer: 1 });
      await takeAcks(peer);
      await target.receive(octets);
      await takeAcks(peer);
      await peer.send('ACK', { data: '!' });
      await peer.acknowledged();
      expect(await urgent(world), 'urgent data, as the user sees it').to.equal(true);
    },
  );

  must(
    'process the urgent pointer of a segment whose data finds no room, while its window is zero',
    {
      id: 'rfc9293/3.8.6/zero-window-urg-with-data',
      cites: ['RFC9293 3.4', 'RFC9293 MUST-66', 'RFC9293 3.10.7.4 step 1'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { octets } = await full(world);
      await peer.send('URG,ACK', { seq: peer.snd.nxt, urgentPointer: 1, data: '!' });
      await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
      await target.receive(octets);
      await takeAcks(peer);
      await peer.send('ACK', { data: '!' });
      await peer.acknowledged();
      expect(await urgent(world), 'urgent data, as the user sees it').to.equal(true);
    },
  );

  must(
    'say so when the user has read and there is room again, and take data then',
    { id: 'rfc9293/3.8.6/window-update', cites: ['RFC9293 3.8.6.2.2', 'RFC9293 3.10.3'], lastsMs: 2_000 },
    async (world) => {
      const { peer, target } = world;
      const { octets } = await full(world);
      expect((await target.receive(octets)).data, 'what the user received').to.have.length(octets);
      await peer.expect('ACK', { ...emptyAck(peer), window: (window) => window > 0 });
      await takeAcks(peer);
      await peer.send('PSH,ACK', { data: 'new data' });
      await peer.acknowledged();
      expect((await target.receive(8)).data.toString(), 'what the user received').to.equal('new data');
    },
  );

  must(
    'offer no window of a few octets when the user reads a few octets of a full buffer',
    {
      id: 'rfc9293/3.8.6.2.2/no-silly-window',
      cites: ['RFC9293 3.8.6.2.2', 'RFC9293 MUST-39'],
      lastsMs: 8_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { octets, largestWindow } = await full(world);
      const least = Math.min(MSS, largestWindow / 2);
      for (let read = 0; peer.snd.wnd === 0 && read < octets; read += 100) {
        const isLast = read + 100 >= octets;
        await target.receive(isLast ? octets - read : 100);
        if (read % 500 === 0 || isLast) await peer.send('ACK', { seq: peer.snd.nxt, data: 'p' }); // a probe: the answer tells the window
        await takeAcks(peer);
        expect(peer.snd.wnd, 'the window, octets').to.satisfy((window: number) => window === 0 || window >= least);
      }
      expect(peer.snd.wnd, 'the window in the end, octets').to.be.at.least(least);
    },
  );

  should(
    'never move the right edge of its window to the left, whatever the size of the segments that fill it',
    {
      id: 'rfc9293/3.8.6/right-edge',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-14'],
      judges: ['rfc9293/passive/right-edge'],
      lastsMs: 6_000,
    },
    async (world) => {
      for (const [n, size] of SEGMENT_SIZES.entries()) {
        const peer = n === 0 ? world.peer : world.anotherPeer();
        await establish({ ...world, peer }, { options: SMALL, listening: n > 0 });
        await fillAndEmpty({ ...world, peer }, size);
        for (const [edge, before] of rightEdges(peer)) {
          expect(edge, `the right edge, from the ISS, with segments of ${size} octets`).to.be.at.least(before);
        }
      }
    },
  );

  must(
    'take every octet that fits its window, and none that does not',
    { id: 'rfc9293/3.8.6/window-honoured', cites: ['RFC9293 3.8.6', 'RFC9293 3.10.7.4 step 7'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      const { octets } = await full(world);
      await peer.send('PSH,ACK', { seq: peer.snd.nxt, data: 'too much' });
      await peer.expect('ACK', { ...emptyAck(peer), window: 0 });
      const { data } = await target.receive(octets);
      expect(data.toString(), 'what the user received').to.equal('f'.repeat(octets));
      await takeAcks(peer);
      expect((await target.user.queued({ socket: target.connection })).received, 'octets left').to.equal(0);
    },
  );
});

/** Fills the window with segments of a size, and has the user read it all in small pieces, so that it opens again. */
async function fillAndEmpty(world: World, size: number): Promise<void> {
  const { peer, target } = world;
  const { octets } = await fillWindow(world, size);
  for (let read = 0; read < octets; read += 1_000) await target.receive(Math.min(1_000, octets - read));
  await takeAcks(peer);
}

/** Each right edge of the window that the target offered after its SYN,ACK, counted from the peer's ISS, with the one before it. */
function rightEdges({ trace, iss }: Peer): [edge: number, before: number][] {
  const edges = trace
    .filter(({ from, segment }) => from === 'target' && (segment.flags & SYN) === 0)
    .map(({ segment }) => distance(iss, add(segment.ack, segment.window)));
  return edges.slice(1).map((edge, n) => [edge, edges[n] ?? 0]);
}

/** ESTABLISHED, with a small receive buffer that is full of segments as large as the target takes them. */
async function full(world: World): Promise<Filled> {
  const answer = await establish(world, { options: SMALL });
  const filled = await fillWindow(world, optionOf(answer, 'mss')?.value ?? 536);
  const { una, nxt } = world.peer.snd;
  if (una !== nxt)
    throw new Inconclusive(`the target left out ${distance(una, nxt)} octets that its window had room for`);
  return filled;
}

async function urgent({ target }: World): Promise<boolean> {
  return (await target.user.poll({ socket: target.connection })).priority;
}
