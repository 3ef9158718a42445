import { expect } from 'chai';
import {
  type DecodedSegment,
  establish,
  establishStamped,
  may,
  must,
  reach,
  should,
  stamp,
  stampOf,
  suite,
  Unsupported,
  type World,
} from '../../src/harness/index.js';
import { distance } from '../../src/wire/seq.js';

const VALUE = 100_000;
const SAMPLE_MS = 1_500;

suite('RFC 7323 3 timestamps', () => {
  must(
    'send no Timestamps option where the SYN offers none',
    { id: 'rfc7323/3.2/not-offered', cites: ['RFC7323 3.2'], states: ['SYN-RECEIVED', 'ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: peer.snd.nxt, where: unstamped });
      await peer.send('ACK');
      await target.accept();
      await target.send('data');
      await peer.expect('ACK', { data: 'data', where: unstamped });
    },
  );

  may(
    'answer Timestamps in the SYN with an echo of them in the SYN,ACK',
    { id: 'rfc7323/3.2/offered', cites: ['RFC7323 3.2'], states: ['SYN-RECEIVED'] },
    async (world) => {
      const { peer } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { options: stamp(VALUE, 0) });
      const found = stampOf(await peer.expect('SYN,ACK', { ack: peer.snd.nxt }));
      if (found) expect(found.echoReply, 'the echo').to.equal(VALUE);
      return found ? 'echoed' : 'declined';
    },
  );

  should(
    'echo nothing in a SYN: TSecr is zero',
    { id: 'rfc7323/3.2/syn-echo', cites: ['RFC7323 3.2'], states: ['SYN-SENT'] },
    async (world) => {
      await reach('SYN-SENT', world);
      const found = stampOf(world.peer.last);
      if (!found) throw new Unsupported('the target offers no timestamps');
      expect(found.echoReply, 'the echo').to.equal(0);
    },
  );

  must(
    'send the option in no further segment when the SYN,ACK declines it',
    { id: 'rfc7323/3.2/declined', cites: ['RFC7323 3.2'], states: ['SYN-SENT', 'ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: unstamped });
      await target.send('data');
      await peer.expect('ACK', { data: 'data', where: unstamped });
    },
  );

  must(
    'send the option in every segment once both have offered it: ACK, data, FIN',
    {
      id: 'rfc7323/3.2/every-segment',
      cites: ['RFC7323 3.2'],
      states: ['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'TIME-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      await peer.send('PSH,ACK', { data: 'data', ...stamped(VALUE + 1) });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 1) });
      await target.send('data');
      await peer.expect('ACK', { data: 'data', where: echoes(VALUE + 1) });
      await peer.send('ACK', stamped(VALUE + 2));
      await peer.barrier();
      await target.close();
      await peer.expect('FIN,ACK', { where: echoes(VALUE + 2) });
      await peer.send('FIN,ACK', stamped(VALUE + 3));
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 3) });
    },
  );

  must(
    'send the option in every segment after an active OPEN too',
    { id: 'rfc7323/3.2/every-segment-active', cites: ['RFC7323 3.2'], states: ['SYN-SENT', 'ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const offered = stampOf(peer.last);
      if (!offered) throw new Unsupported('the target offers no timestamps');
      await peer.send('SYN,ACK', { options: stamp(VALUE, offered.value) });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE) });
      await target.send('data');
      await peer.expect('ACK', { data: 'data', where: echoes(VALUE) });
    },
  );

  should(
    'send the option in a RST where both have offered it',
    { id: 'rfc7323/3.2/rst', cites: ['RFC7323 3.2'], arc: ['ESTABLISHED', 'CLOSED', 'ABORT'] },
    async (world) => {
      const { peer, target } = world;
      await establishStamped(world, { value: VALUE });
      await target.abort();
      const behaviour = await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'] });
      await target.reaches('CLOSED');
      expect(stampOf(peer.last), 'its Timestamps').to.be.an('object');
      return behaviour;
    },
  );

  must(
    'stay connected when a segment lacks the option that both have offered',
    { id: 'rfc7323/3.2/missing-survives', cites: ['RFC7323 3.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      const { nxt } = peer.snd;
      await peer.send('PSH,ACK', { seq: nxt, data: 'bare' });
      const behaviour = await peer.expectOneOf({
        taken: ['ACK', { ack: nxt + 4, length: 0 }],
        'dropped-with-ack': ['ACK', { ack: nxt, length: 0 }],
        silent: null,
      });
      await target.stays('ESTABLISHED');
      await peer.send('PSH,ACK', { data: 'bare', ...stamped(VALUE + 1) });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      expect((await target.receive(4)).data.toString(), 'what the user received').to.equal('bare');
      return behaviour;
    },
  );

  should(
    'drop silently a segment that lacks the option that both have offered',
    { id: 'rfc7323/3.2/missing-dropped', cites: ['RFC7323 3.2'], states: ['ESTABLISHED'], lastsMs: 1_000 },
    async (world) => {
      const { peer } = world;
      await establishStamped(world, { value: VALUE });
      await peer.send('PSH,ACK', { seq: peer.snd.nxt, data: 'bare' });
      await peer.silence({ forMs: 600 }); // an acknowledgment may be delayed for so long
    },
  );

  must(
    'ignore the option in segments where it was not offered, and take them as they are',
    { id: 'rfc7323/3.2/unexpected', cites: ['RFC7323 3.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await establish(world);
      for (const value of [VALUE, 1]) {
        await peer.send('PSH,ACK', { data: 'data', options: stamp(value, 0) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: unstamped });
      }
      expect((await target.receive(8)).data.toString(), 'what the user received').to.equal('datadata');
    },
  );

  must(
    'take a RST that lacks the option',
    { id: 'rfc7323/3.2/bare-rst', cites: ['RFC7323 3.2'], arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'] },
    async (world) => {
      const { peer, target } = world;
      await establishStamped(world, { value: VALUE });
      await peer.send('RST');
      await target.reaches('CLOSED');
    },
  );

  should(
    'have a timestamp clock that never goes back, and ticks once in 1 ms to 1 s',
    { id: 'rfc7323/5.4/clock', cites: ['RFC7323 5.4'], states: ['ESTABLISHED'], lastsMs: SAMPLE_MS },
    async (world) => {
      const samples = await sampleClock(world, [0, 10, 100, SAMPLE_MS]);
      const steps = samples.slice(1).map(({ value }, n) => distance(samples[n]?.value ?? 0, value));
      expect(Math.min(...steps), 'the smallest step of its clock').to.be.at.least(0);
      const elapsedMs = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
      const ticks = steps.reduce((sum, step) => sum + step, 0);
      world.measured('ms-per-tick', elapsedMs / ticks);
      expect(ticks, 'its ticks').to.be.within(Math.floor(elapsedMs / 1_000), 1.1 * elapsedMs + 10);
    },
  );
});

/** The target's timestamps after each of these pauses, with the moments at which they came. */
async function sampleClock(world: World, pausesMs: readonly number[]): Promise<{ at: number; value: number }[]> {
  const { peer, target, deadline } = world;
  const stamped = await establishStamped(world, { value: VALUE });
  const samples: { at: number; value: number }[] = [];
  for (const pauseMs of pausesMs) {
    await deadline.pause(pauseMs);
    await target.send('tick');
    const { value = 0 } = stampOf(await peer.expect('ACK', { data: 'tick' })) ?? {};
    samples.push({ at: peer.trace.at(-1)?.at ?? 0, value });
    await peer.send('ACK', stamped(VALUE));
  }
  return samples;
}

function unstamped(segment: DecodedSegment): string | undefined {
  return stampOf(segment) && 'it has a Timestamps option';
}

function echoes(value: number): (segment: DecodedSegment) => string | undefined {
  return (segment) => {
    const found = stampOf(segment);
    if (!found) return 'it has no Timestamps option';
    return found.echoReply === value ? undefined : `it echoes ${found.echoReply}, not ${value}`;
  };
}
