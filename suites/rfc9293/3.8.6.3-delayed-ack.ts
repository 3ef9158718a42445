import { expect } from 'chai';
import { establish, Inconclusive, must, reach, should, suite, takeAcks, type World } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

const LONGEST_MS = 500;
const SAMPLES = 10;
/** Answers that are to follow soon, below the shortest delay of an ACK that is in use (40 ms), and how often that is tried. */
const PROMPT_IN_A_ROW = 4;
const PROMPT_MS = 30;
const MOST_ASKED = 20;
const PAIRS = 15;
const PAIRS_UNREAD = 50;
/** Room for all that a case sends, so that nothing depends on how fast the user reads. */
const ROOMY = { SO_RCVBUF: 200_000 };

suite('3.8.6.3 delayed acknowledgments', () => {
  must(
    'acknowledge data within half a second',
    { id: 'rfc9293/3.8.6.3/half-a-second', cites: ['RFC9293 3.8.6.3', 'RFC9293 MUST-40'], lastsMs: 3_000 },
    async (world) => {
      await reach('ESTABLISHED', world);
      await becomeInteractive(world);
      const delays: number[] = [];
      for (let n = 0; n < SAMPLES; n++) delays.push(await delayOfAck(world));
      world.measured('longest-ack-delay', Math.max(...delays));
      expect(Math.max(...delays), 'the longest delay of an ACK, ms').to.be.below(LONGEST_MS);
    },
  );

  should(
    'delay the acknowledgment of a single small segment, once data has gone both ways',
    {
      id: 'rfc9293/3.8.6.3/delayed',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 SHLD-18', 'RFC5681 4.2'],
      lastsMs: 500,
      exclusive: true, // the user has to answer at once
    },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      if (!(await becomeInteractive(world))) throw new Inconclusive('the target never answered its peer promptly');
      await peer.send('PSH,ACK', { data: 'alone' });
      await peer.silence();
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 }, { withinMs: LONGEST_MS });
    },
  );

  should(
    'acknowledge at least every second full-sized segment at once',
    {
      id: 'rfc9293/3.8.6.3/every-second',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 SHLD-19', 'RFC5681 4.2'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { data } = await roomy(world);
      for (let n = 0; n < PAIRS; n++) {
        for (const _ of ['first', 'second']) await peer.send('ACK', { data });
        await target.receive(2 * data.length);
        await takeAcks(peer);
        const outstanding = distance(peer.snd.una, peer.snd.nxt);
        expect(outstanding, 'octets not acknowledged yet').to.be.below(2 * data.length);
      }
      if (peer.snd.una !== peer.snd.nxt) await peer.acknowledged();
    },
  );

  should(
    'acknowledge at least every second full-sized segment at once, although the user reads nothing',
    {
      id: 'rfc9293/3.8.6.3/every-second-unread',
      cites: ['RFC9293 3.8.6.3', 'RFC9293 SHLD-19', 'RFC5681 4.2'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer } = world;
      const { data } = await roomy(world);
      for (let n = 0; n < PAIRS_UNREAD && peer.snd.wnd >= 4 * data.length; n++) {
        for (const _ of ['first', 'second']) await peer.send('ACK', { data });
        await peer.barrier();
        await takeAcks(peer);
        const outstanding = distance(peer.snd.una, peer.snd.nxt);
        expect(outstanding, 'octets not acknowledged yet').to.be.below(2 * data.length);
      }
      if (peer.snd.una !== peer.snd.nxt) await peer.acknowledged();
    },
  );

  should(
    'acknowledge data out of order at once, with the number of what is missing',
    {
      id: 'rfc9293/3.8.6.3/out-of-order',
      cites: ['RFC9293 3.8.6.3', 'RFC5681 4.2', 'RFC9293 SHLD-31'],
      lastsMs: 1_000,
    },
    async (world) => {
      const { peer, target } = world;
      const { data, missing } = await roomy(world);
      for (const place of [1, 2, 3]) {
        await peer.send('ACK', { seq: add(missing, place * data.length), data });
        await peer.barrier();
        await peer.expect('ACK', { ack: missing, length: 0 }, { withinMs: 0 });
      }
      await peer.send('ACK', { data });
      await peer.barrier();
      await peer.expect('ACK', { ack: add(missing, 4 * data.length), length: 0 }, { withinMs: 0 });
      expect((await target.receive(4 * data.length)).data, 'what the user received').to.have.length(4 * data.length);
    },
  );

  should(
    'acknowledge at once what fills a gap, or a part of it',
    { id: 'rfc9293/3.8.6.3/gap-filled', cites: ['RFC9293 3.8.6.3', 'RFC5681 4.2'], lastsMs: 1_000 },
    async (world) => {
      const { peer } = world;
      const { data } = await roomy(world);
      await becomeInteractive(world);
      const left = peer.snd.nxt;
      await peer.send('ACK', { seq: add(left, 200), data: data.subarray(0, 100) });
      await peer.barrier();
      await peer.expect('ACK', { ack: left, length: 0 }, { withinMs: 0 });
      await peer.send('ACK', { data: data.subarray(0, 100) });
      await peer.barrier();
      await peer.expect('ACK', { ack: add(left, 100), length: 0 }, { withinMs: 0 });
      await peer.send('ACK', { data: data.subarray(0, 100) });
      await peer.barrier();
      await peer.expect('ACK', { ack: add(left, 300), length: 0 }, { withinMs: 0 });
    },
  );
});

/** Full-sized data, a target with room for much of it, and the sequence number that comes next. */
async function roomy(world: World): Promise<{ data: Buffer; missing: number }> {
  const answer = await establish(world, { options: ROOMY });
  const mss = answer.options.find(({ kind }) => kind === 'mss');
  return { data: Buffer.alloc(mss?.kind === 'mss' ? mss.value : 536), missing: world.peer.snd.nxt };
}

/**
 * Data goes both ways until a few answers in a row have come promptly: stacks acknowledge the first segments at once, and
 * take for interactive a connection whose answers follow soon. Resolves to whether they did; a user may be too slow.
 */
async function becomeInteractive({ peer, target }: World): Promise<boolean> {
  let prompt = 0;
  for (let asked = 0; asked < MOST_ASKED && prompt < PROMPT_IN_A_ROW; asked++) {
    await peer.send('PSH,ACK', { data: 'ask' });
    const askedAt = peer.trace.at(-1)?.at ?? 0;
    await target.send('answer');
    while ((await peer.expect('ACK', { seq: peer.rcv.nxt })).payload.length === 0);
    const answeredAt = peer.trace.findLast(({ from }) => from === 'target')?.at ?? askedAt;
    prompt = answeredAt - askedAt < PROMPT_MS ? prompt + 1 : 0;
    await peer.send('ACK');
    await target.receive(3);
  }
  await peer.barrier();
  return prompt === PROMPT_IN_A_ROW;
}

async function delayOfAck({ peer }: World): Promise<number> {
  await peer.send('PSH,ACK', { data: 'x' });
  const sentAt = peer.trace.at(-1)?.at ?? 0;
  await peer.acknowledged();
  const { at } = peer.trace.findLast(({ from }) => from === 'target') ?? { at: sentAt };
  return at - sentAt;
}
