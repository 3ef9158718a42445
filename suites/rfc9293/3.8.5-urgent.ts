import { expect } from 'chai';
import { may, must, reach, suite, Unsupported, userReceives, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Lengths of urgent text: an octet, some, more than a segment holds, more than two. */
const LENGTHS = [1, 2, 100, 2_000, 4_000];

suite('3.8.5 urgent information', () => {
  for (const count of LENGTHS) {
    must(
      `send ${count} octets of urgent text with URG and a pointer to the octet after them`,
      {
        id: `rfc9293/3.8.5/sent-${count}`,
        cites: ['RFC9293 3.8.5', 'RFC9293 MUST-30', 'RFC9293 MUST-31', 'RFC9293 MUST-62', 'RFC6093 3.1'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('ESTABLISHED', world);
        const end = add(peer.rcv.nxt, count);
        await sendUrgent(world, 'u'.repeat(count));
        while (peer.rcv.nxt !== end) {
          const { seq, urgentPointer } = await peer.expect('ACK,URG', { seq: peer.rcv.nxt });
          expect(add(seq, urgentPointer), 'the sequence number that the urgent pointer points to').to.equal(end);
          await peer.send('ACK');
        }
        await target.send('urgent no more');
        await peer.expect('ACK', { seq: end, data: 'urgent no more' });
      },
    );

    must(
      `tell the user of ${count} octets of urgent text, and where they end`,
      {
        id: `rfc9293/3.8.5/received-${count}`,
        cites: ['RFC9293 3.8.5', 'RFC9293 MUST-30', 'RFC9293 MUST-31', 'RFC9293 MUST-32', 'RFC9293 MUST-33'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer } = world;
        await reachInline(world);
        expect(await isTold(world), 'told of urgent text before there is any').to.equal(false);
        const text = 'u'.repeat(count);
        for (let at = 0; at < count; at += 1_000) {
          await peer.send('PSH,ACK,URG', { data: text.slice(at, at + 1_000), urgentPointer: count - at });
          await peer.acknowledged();
        }
        expect(await isTold(world), 'told of urgent text').to.equal(true);
        await peer.send('PSH,ACK', { data: 'normal' });
        await peer.acknowledged();
        const mark = await readToMark(world, count + 6);
        expect(mark, 'octets before the mark').to.be.oneOf([count - 1, count]);
        return mark === count ? 'mark-after-the-last-octet' : 'mark-at-the-last-octet';
      },
    );
  }

  must(
    'tell the user anew when the urgent pointer advances after the first urgent text was read',
    {
      id: 'rfc9293/3.8.5/pointer-advances',
      cites: ['RFC9293 3.8.5', 'RFC9293 MUST-32'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reachInline(world);
      for (const text of ['one', 'two']) {
        await peer.send('PSH,ACK,URG', { data: text, urgentPointer: 3 });
        await peer.send('PSH,ACK', { data: '.' });
        await peer.acknowledged();
        expect(await isTold(world), `told of ${text}`).to.equal(true);
        expect((await target.receive(4)).data.toString()).to.equal(`${text}.`);
        expect(await isTold(world), `told of ${text} when it was read`).to.equal(false);
      }
    },
  );

  must(
    'move the mark when the urgent pointer advances before the first urgent text was read',
    {
      id: 'rfc9293/3.8.5/pointer-advances-unread',
      cites: ['RFC9293 3.8.5', 'RFC9293 3.10.7.4 step 6', 'RFC9293 MUST-32'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reachInline(world);
      await peer.send('PSH,ACK,URG', { data: 'one', urgentPointer: 3 });
      await peer.send('PSH,ACK,URG', { data: 'two', urgentPointer: 3 });
      await peer.send('PSH,ACK', { data: 'normal' });
      await peer.acknowledged();
      expect(await isTold(world), 'told of urgent text').to.equal(true);
      expect(await readToMark(world, 12), 'octets before the mark').to.be.oneOf([5, 6]);
    },
  );

  must(
    'not let the urgent pointer recede',
    {
      id: 'rfc9293/3.8.5/pointer-recedes',
      cites: ['RFC9293 3.8.5', 'RFC9293 3.10.7.4 step 6'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reachInline(world);
      await peer.send('PSH,ACK,URG', { data: 'abc', urgentPointer: 9 });
      await peer.send('PSH,ACK,URG', { data: 'def', urgentPointer: 2 });
      await peer.send('PSH,ACK', { data: 'ghijkl' });
      await peer.acknowledged();
      expect(await readToMark(world, 12), 'octets before the mark').to.be.oneOf([8, 9]);
    },
  );

  for (const [name, urgentPointer] of [
    ['zero', 0],
    ['far', 0xffff],
    ['behind-text', 100],
  ] as const) {
    must(
      `lose no text to an urgent pointer of ${urgentPointer}`,
      { id: `rfc9293/3.8.5/odd-pointer-${name}`, cites: ['RFC9293 3.8.5', 'RFC9293 MUST-31'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer } = world;
        await reachInline(world);
        await peer.send('PSH,ACK,URG', { data: 'some', urgentPointer });
        await peer.acknowledged();
        await peer.send('PSH,ACK', { data: 'thing' });
        await peer.acknowledged();
        await userReceives(world, 'something');
      },
    );
  }

  must(
    'pay no heed to the urgent pointer of a segment without URG',
    { id: 'rfc9293/3.8.5/pointer-without-urg', cites: ['RFC9293 3.1', 'RFC9293 3.8.5'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      await reachInline(world);
      await peer.send('PSH,ACK', { data: 'normal', urgentPointer: 3 });
      await peer.acknowledged();
      expect(await isTold(world), 'told of urgent text').to.equal(false);
      await userReceives(world, 'normal');
    },
  );

  may(
    'tell the user of urgent text as soon as the pointer comes, or when the text is there',
    {
      id: 'rfc9293/3.8.5/told-before-the-text',
      cites: ['RFC9293 3.8.5', 'RFC9293 3.10.7.4 step 6'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reachInline(world);
      await peer.send('PSH,ACK,URG', { data: 'abc', urgentPointer: 6 });
      await peer.acknowledged();
      const early = await isTold(world);
      await peer.send('PSH,ACK,URG', { data: 'def', urgentPointer: 3 });
      await peer.acknowledged();
      expect(await isTold(world), 'told of urgent text when all of it is there').to.equal(true);
      return early ? 'with-the-pointer' : 'with-the-text';
    },
  );

  must(
    'process an urgent pointer that comes while the window is zero',
    {
      id: 'rfc9293/3.8.5/urg-in-zero-window',
      cites: ['RFC9293 3.4', 'RFC9293 MUST-66'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reachInline(world);
      let filled = 0;
      for (let count = 0; peer.snd.wnd > 0; filled += count) {
        count = Math.min(1_000, peer.snd.wnd);
        await peer.send('PSH,ACK', { data: 'x'.repeat(count) });
        await peer.acknowledged();
      }
      await peer.send('ACK,URG', { urgentPointer: 1 });
      await peer.barrier();
      await target.receive(filled);
      do await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      while (peer.snd.wnd === 0);
      await peer.send('PSH,ACK', { data: 'u' }); // without URG: the pointer was told before
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      expect(await isTold(world), 'told of urgent text').to.equal(true);
    },
  );

  for (const state of ['CLOSE-WAIT', 'CLOSING', 'LAST-ACK'] as const) {
    must(
      `ignore URG in ${state}`,
      { id: `rfc9293/3.8.5/urg-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.7.4 step 6'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        const ack = state === 'CLOSE-WAIT' ? peer.rcv.nxt : add(peer.rcv.nxt, -1);
        await peer.send('ACK,URG', { ack, urgentPointer: 1 });
        await peer.barrier();
        expect(await isTold(world), 'told of urgent text').to.equal(false);
        await target.stays(state);
      },
    );
  }
});

/** ESTABLISHED, with the urgent octets in their place among the others: nothing is taken out of the stream. */
async function reachInline(world: World): Promise<void> {
  await reach('ESTABLISHED', world);
  await world.target.setOptions({ SO_OOBINLINE: 1 });
}

async function sendUrgent({ target }: World, text: string): Promise<void> {
  const data = Buffer.from(text).toString('base64');
  const { count } = await target.user.send({ socket: target.connection, data, urgent: true });
  if (count < text.length) throw new Unsupported(`the target took ${count} of ${text.length} octets`);
}

/** Whether the user is told that there is urgent text. */
async function isTold({ target }: World): Promise<boolean> {
  return (await target.user.poll({ socket: target.connection })).priority;
}

/** Reads `count` octets, the last of them one by one; resolves to how many came before the urgent mark, or `count` if it never came. */
async function readToMark({ target }: World, count: number): Promise<number> {
  const unseen = Math.max(0, count - 16);
  if (unseen > 0) await target.receive(unseen);
  let before = count;
  for (let n = unseen; n < count; n++) {
    const { atMark } = await target.user.atMark({ socket: target.connection });
    if (atMark && before === count) before = n;
    await target.receive(1);
  }
  return before;
}
