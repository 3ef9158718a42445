import { expect } from 'chai';
import { type DecodedSegment, establishStamped, must, stampOf, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const VALUE = 100_000;

suite('RFC 7323 4.3 which timestamp to echo', () => {
  must(
    'echo the timestamp of the segment that it acknowledges',
    { id: 'rfc7323/4.3/each', cites: ['RFC7323 4.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      for (const later of [1, 2, 50, 1_000_000]) {
        await peer.send('PSH,ACK', { data: 'data', ...stamped(VALUE + later) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + later) });
      }
    },
  );

  must(
    'echo across the wrap of the timestamp clock',
    { id: 'rfc7323/4.3/wrap', cites: ['RFC7323 4.3', 'RFC7323 5.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      const stamped = await establishStamped(world, { value: 0xffff_fff0 });
      for (const value of [0xffff_ffff, 5]) {
        await peer.send('PSH,ACK', { data: 'data', ...stamped(value) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(value) });
      }
    },
  );

  must(
    'echo the earliest of the segments that one ACK covers',
    { id: 'rfc7323/4.3/delayed-ack', cites: ['RFC7323 4.3 (A)'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      for (let round = 0; round < 10; round++) {
        const stamps = new Map<number, number>(); // where each segment begins, and its timestamp
        for (const late of [1, 2, 3]) {
          stamps.set(peer.snd.nxt, VALUE + 10 * round + late);
          await peer.send('ACK', { data: 'data', ...stamped(VALUE + 10 * round + late) });
        }
        let before = peer.snd.una;
        const earliest = (segment: DecodedSegment) => echoes(stamps.get(before) ?? 0)(segment);
        while (peer.snd.una !== peer.snd.nxt) {
          await peer.expect('ACK', { length: 0, where: earliest });
          before = peer.snd.una;
        }
      }
    },
  );

  must(
    'echo, while a segment is missing, the last one that advanced the window, and then the one that filled the gap',
    { id: 'rfc7323/4.3/hole', cites: ['RFC7323 4.3 (B)', 'RFC7323 4.3 (C)'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      await peer.send('PSH,ACK', { data: 'one, ', ...stamped(VALUE + 10) });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 10) });
      const { nxt } = peer.snd;
      await peer.send('PSH,ACK', { seq: add(nxt, 5), data: 'three', ...stamped(VALUE + 30) });
      await peer.expect('ACK', { ack: nxt, length: 0, where: echoes(VALUE + 10) });
      await peer.send('PSH,ACK', { data: 'two, ', ...stamped(VALUE + 20) });
      await peer.expect('ACK', { ack: add(nxt, 10), length: 0, where: echoes(VALUE + 20) });
      expect((await target.receive(15)).data.toString(), 'what the user received').to.equal('one, two, three');
    },
  );

  for (const [name, words, offset] of [
    ['below', 'left of the window', -1_000],
    ['beyond', 'right of the window', 1_000_000],
  ] as const) {
    must(
      `not remember the timestamp of a segment ${words}`,
      { id: `rfc7323/5.3/outside-${name}`, cites: ['RFC7323 5.3 R2', 'RFC7323 4.3'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer } = world;
        const stamped = await establishStamped(world, { value: VALUE });
        await peer.send('PSH,ACK', { data: 'data', ...stamped(VALUE + 1) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 1) });
        await peer.send('PSH,ACK', { seq: add(peer.snd.nxt, offset), data: 'stray', ...stamped(VALUE + 1_000) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 1) });
        await peer.send('PSH,ACK', { data: 'data', ...stamped(VALUE + 2) });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, where: echoes(VALUE + 2) });
      },
    );
  }

  must(
    'echo in data of its own what the last segment of the peer said',
    { id: 'rfc7323/4.3/data', cites: ['RFC7323 4.3', 'RFC7323 3.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      for (const later of [1, 2, 3]) {
        await target.send('data');
        await peer.expect('ACK', { data: 'data', where: echoes(later === 1 ? VALUE : VALUE + later - 1) });
        await peer.send('ACK', stamped(VALUE + later));
        await peer.barrier();
      }
    },
  );
});

function echoes(value: number): (segment: DecodedSegment) => string | undefined {
  return (segment) => {
    const found = stampOf(segment);
    return found?.echoReply === value ? undefined : `it echoes ${found?.echoReply ?? 'nothing'}, not ${value}`;
  };
}
