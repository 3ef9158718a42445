import { expect } from 'chai';
import { connectTo, must, rightEdge, should, suite, takeAcks, type World } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

const LONGEST_MS = 500;
const SAMPLES = 10;
const PAIRS = 15;
const QUESTIONS = 5;
/** So long the service may take to read, in ms: shorter than any delay of an ACK. */
const READ_MS = 20;

suite('services: how what they get is acknowledged', () => {
  must(
    'acknowledge text within half a second',
    {
      id: 'services/acknowledging/half-a-second',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 MUST-40'],
      calls: 'by-services',
      lastsMs: 3_000,
    },
    async (world) => {
      const { peer, measured } = world;
      await connectTo('discard', world);
      const delays: number[] = [];
      for (let n = 0; n < SAMPLES; n++) {
        await peer.send('PSH,ACK', { data: 'x' });
        const sentAt = peer.trace.at(-1)?.at ?? 0;
        await peer.acknowledged();
        delays.push((peer.trace.findLast(({ from }) => from === 'target')?.at ?? sentAt) - sentAt);
      }
      measured('longest-ack-delay', Math.max(...delays));
      expect(Math.max(...delays), 'the longest delay of an ACK, ms').to.be.below(LONGEST_MS);
    },
  );

  should(
    'let the acknowledgment of a small segment wait for the answer that follows, where answers have followed before',
    {
      id: 'services/acknowledging/delayed',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 SHLD-18', 'RFC5681 4.2'],
      calls: 'by-services',
      lastsMs: 1_500,
    },
    async (world) => {
      const { peer } = world;
      await connectTo('echo', world);
      let together = false;
      for (let n = 0; n < QUESTIONS; n++) {
        await peer.send('PSH,ACK', { data: 'ask' });
        together = true;
        while ((await peer.expect('ACK', { seq: peer.rcv.nxt })).payload.length === 0) together = false;
        await peer.send('ACK');
      }
      expect(together, 'the last answer had the acknowledgment with it').to.equal(true);
    },
  );

  should(
    'acknowledge at least every second full-sized segment at once',
    {
      id: 'services/acknowledging/every-second',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 SHLD-19', 'RFC5681 4.2'],
      calls: 'by-services',
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, deadline } = world;
      const data = Buffer.alloc(mssOf(await connectTo('discard', world)));
      for (let n = 0; n < PAIRS && peer.snd.wnd >= 4 * data.length; n++) {
        for (const _ of ['first', 'second']) await peer.send('ACK', { data });
        await deadline.pause(READ_MS);
        await takeAcks(peer);
        expect(distance(peer.snd.una, peer.snd.nxt), 'octets not acknowledged yet').to.be.below(2 * data.length);
      }
      if (peer.snd.una !== peer.snd.nxt) await peer.acknowledged();
    },
  );

  should(
    'not move the right edge of the window to the left while a service reads nothing (chargen)',
    {
      id: 'services/acknowledging/right-edge',
      cites: ['RFC9293 3.8.6', 'RFC9293 SHLD-14'],
      calls: 'by-services',
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer } = world;
      await connectTo('chargen', world, { rttMs: 150, ack: { window: 0 } });
      for (let n = 0; n < QUESTIONS; n++) {
        const edge = rightEdge(peer);
        await peer.send('PSH,ACK', { data: 'x'.repeat(300), window: 0 });
        await peer.acknowledged();
        expect(distance(edge, rightEdge(peer)), 'octets to the right').to.be.at.least(0);
      }
      await peer.send('RST');
    },
  );

  must(
    'hand on text that came out of order in its order, each octet once',
    {
      id: 'services/acknowledging/order',
      cites: ['RFC9293 3.10.7.4 step 7', 'RFC9293 SHLD-31', 'RFC9293 3.4'],
      calls: 'by-services',
    },
    async (world) => {
      const { peer } = world;
      await connectTo('echo', world);
      const start = peer.snd.nxt;
      await peer.send('PSH,ACK', { seq: add(start, 3), data: 'two' });
      await peer.expectOneOf({ ack: ['ACK', { ack: start, length: 0 }], silent: null });
      await peer.send('PSH,ACK', { data: 'onetwo' });
      await expectEcho(world, 'onetwo');
    },
  );
});

function mssOf(answer: Awaited<ReturnType<typeof connectTo>>): number {
  const mss = answer.options.find(({ kind }) => kind === 'mss');
  return mss?.kind === 'mss' ? mss.value : 536;
}

async function expectEcho({ peer }: World, text: string): Promise<void> {
  let echoed = '';
  while (echoed.length < text.length) {
    const { payload } = await peer.expect('ACK', { seq: peer.rcv.nxt });
    echoed += Buffer.from(payload).toString('latin1');
    if (payload.length > 0) await peer.send('ACK');
  }
  expect(echoed, 'what the service sent back').to.equal(text);
}
