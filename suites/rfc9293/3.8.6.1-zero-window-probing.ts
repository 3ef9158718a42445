import { expect } from 'chai';
import {
  answerProbes,
  must,
  nextProbe,
  type Probe,
  reach,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'queued while the window is zero. '.repeat(60);
/** Longer than the 100 seconds that R2 has at the least: there is no end to "as long as it is answered". */
const HELD_MS = 110_000;

suite('3.8.6.1 zero-window probing', () => {
  must(
    'send nothing but probes while the window is zero, and the data when it opens',
    {
      id: 'rfc9293/3.8.6.1/probes',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 MUST-36', 'RFC9293 MUST-35'],
      lastsMs: 3_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      const start = await closeWindow(world);
      await target.send(TEXT);
      const { kind } = await nextProbe(world, start);
      await answer(world, start);
      await nextProbe(world, start);
      await peer.send('ACK', { ack: start });
      await expectText(world, start);
      return kind;
    },
  );

  should(
    'send the first probe when the window has been zero for the retransmission time-out',
    {
      id: 'rfc9293/3.8.6.1/first-probe',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 SHLD-29'],
      lastsMs: 3_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target, measured } = world;
      await reach('ESTABLISHED', world);
      await target.send('lost');
      await peer.expect('ACK', { data: 'lost' });
      const rto = await peer.retransmissionGap();
      await peer.send('ACK');
      await target.send('a sample of the round trip');
      await peer.expect('ACK', { data: 'a sample of the round trip' });
      const start = peer.rcv.nxt;
      await peer.send('ACK', { window: 0 });
      await target.send(TEXT);
      const closedAt = peer.trace.at(-1)?.at ?? 0;
      const { at } = await nextProbe(world, start);
      measured('first-probe', at - closedAt);
      expect((at - closedAt) / rto, 'the time to the first probe, by the RTO').to.be.within(0.75, 2);
    },
  );

  for (const [name, words] of [
    ['answered', 'answered'],
    ['unanswered', 'left unanswered'],
  ] as const) {
    should(
      `double the interval between probes that are ${words}`,
      {
        id: `rfc9293/3.8.6.1/back-off-${name}`,
        cites: ['RFC9293 3.8.6.1', 'RFC9293 SHLD-30'],
        lastsMs: 4_000,
        withinMs: 60_000,
      },
      async (world) => {
        const start = await closeWindow(world);
        await world.target.send(TEXT);
        const probes: Probe[] = [];
        while (probes.length < 4) {
          probes.push(await nextProbe(world, start));
          if (name === 'answered') await answer(world, start);
        }
        const gaps = gapsOf(probes);
        for (const [n, gap] of gaps.slice(1).entries()) {
          expect(gap / (gaps[n] ?? 0), 'an interval by the one before').to.be.within(1.5, 2.6);
        }
      },
    );
  }

  must(
    'keep the connection for as long as its probes are answered, though the window stays zero',
    {
      id: 'rfc9293/3.8.6.1/stays-open',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 MUST-37', 'RFC9293 SHLD-17'],
      states: ['ESTABLISHED'],
      lastsMs: HELD_MS + 4_000,
      withinMs: 3 * HELD_MS,
    },
    async (world) => {
      const { peer, target, measured } = world;
      const start = await closeWindow(world);
      await target.send(TEXT);
      const probes = await answerProbes(world, start, HELD_MS);
      await target.stays('ESTABLISHED');
      const gaps = gapsOf(probes);
      measured('longest-probe-interval', Math.max(...gaps));
      for (const [n, gap] of gaps.slice(1).entries()) {
        expect(gap / (gaps[n] ?? 0), 'an interval by the one before').to.be.within(0.9, 2.6); // doubled, up to a longest
      }
      await peer.send('ACK', { ack: start });
      await expectText(world, start);
    },
  );

  must(
    'probe a window that was zero from the start of the connection',
    {
      id: 'rfc9293/3.8.6.1/from-the-start',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 MUST-36'],
      lastsMs: 3_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { window: 0 });
      await peer.expect('SYN,ACK');
      await peer.send('ACK', { window: 0 });
      await target.accept();
      const start = peer.rcv.nxt;
      await target.send(TEXT);
      await nextProbe(world, start);
      await peer.send('ACK', { ack: start });
      await expectText(world, start);
    },
  );

  must(
    'send a FIN as well when the window opens, after the data that was held back',
    {
      id: 'rfc9293/3.8.6.1/fin-after-data',
      cites: ['RFC9293 3.8.6.1', 'RFC9293 3.10.4'],
      states: ['FIN-WAIT-1'],
      lastsMs: 3_000,
      withinMs: 60_000,
    },
    async (world) => {
      const { peer, target } = world;
      const start = await closeWindow(world);
      await target.send(TEXT);
      await target.close();
      await target.reaches('FIN-WAIT-1');
      await nextProbe(world, start);
      await peer.send('ACK', { ack: start });
      await expectText(world, start, 'with a FIN');
      await target.reaches('FIN-WAIT-2');
    },
  );
});

/** ESTABLISHED, with the peer's window closed. Resolves to the sequence number of the data to come. */
async function closeWindow(world: World): Promise<number> {
  await reach('ESTABLISHED', world);
  await world.peer.send('ACK', { window: 0 });
  await world.peer.barrier();
  return world.peer.rcv.nxt;
}

/** The intervals between probes, in ms. */
function gapsOf(probes: readonly Probe[]): number[] {
  return probes.slice(1).map(({ at }, n) => at - (probes[n]?.at ?? at));
}

/** The answer to a probe: what is expected next, and that the window is still zero. */
async function answer({ peer }: World, start: number): Promise<void> {
  await peer.send('ACK', { ack: start, window: 0 });
}

/** Takes the data that is sent from `start` on once the window is open, and acknowledges all of it. */
async function expectText(world: World, start: number, end?: 'with a FIN'): Promise<void> {
  const { peer } = world;
  const parts = new Map<number, Uint8Array>();
  for (let finished = false, next = start; !finished; ) {
    const { segment } = await peer.next();
    const { seq, payload } = segment;
    if (seq === next) {
      parts.set(seq, payload);
      next = add(next, payload.length);
    }
    const hasFin = (segment.flags & 1) !== 0;
    finished = next === add(start, TEXT.length) && (end === undefined || hasFin);
    if (finished || payload.length > 0) await peer.send('ACK', { ack: add(next, finished && hasFin ? 1 : 0) });
  }
  expect(Buffer.concat([...parts.values()]).toString(), 'the data').to.equal(TEXT);
}
