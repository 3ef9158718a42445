import { emptyAck, must, suite, takeAcks, userReceives, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const LAST = 0xffff_ffff;
const TEXT = 'around the end of the sequence space';
const HALF = 18;

/** What has the last sequence number, 2^32-1, and the ISS that brings this about. */
const WRAPS: readonly (readonly [string, string, number])[] = [
  ['syn', 'the SYN', LAST],
  ['first-octet', 'the first octet', LAST - 1],
  ['middle-octet', 'an octet in the middle of a segment', LAST - 9],
  ['boundary', 'the last octet of the first segment', LAST - HALF],
  ['last-octet', 'the last octet', LAST - TEXT.length],
  ['fin', 'the FIN', LAST - TEXT.length - 1],
];

suite('3.4 sequence numbers modulo 2^32', () => {
  for (const [name, words, iss] of WRAPS) {
    must(
      `take SYN, text and FIN where ${words} has the sequence number 2^32-1`,
      { id: `rfc9293/3.4/wrap-${name}`, cites: ['RFC9293 3.4'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer } = world;
        await openAt(iss, world);
        await peer.send('PSH,ACK', { data: TEXT.slice(0, HALF) });
        await peer.acknowledged();
        await peer.send('PSH,ACK', { data: TEXT.slice(HALF) });
        await peer.acknowledged();
        await userReceives(world, TEXT);
      },
    );

    must(
      `take text out of order where ${words} has the sequence number 2^32-1`,
      { id: `rfc9293/3.4/wrap-out-of-order-${name}`, cites: ['RFC9293 3.4'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer } = world;
        await openAt(iss, world);
        await peer.send('PSH,ACK', { seq: add(peer.snd.nxt, HALF), data: TEXT.slice(HALF) });
        await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await peer.send('PSH,ACK', { data: TEXT }); // all of it, whether the second half was kept or not
        await peer.acknowledged();
        await takeAcks(peer);
        await userReceives(world, TEXT);
      },
    );
  }

  must(
    'know text from before the wrap as old after it',
    { id: 'rfc9293/3.4/wrap-old-text', cites: ['RFC9293 3.4', 'RFC9293 3.10.7.4 step 1'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      await openAt(LAST - 9, world);
      await peer.send('PSH,ACK', { data: TEXT });
      await peer.acknowledged();
      await peer.send('PSH,ACK', { seq: LAST - 8, data: 'long since' });
      await peer.expect('ACK', emptyAck(peer));
      await userReceives(world, TEXT);
    },
  );

  must(
    'see that a RST at 2^32-1 lies left of a window that begins at 0',
    { id: 'rfc9293/3.4/wrap-rst', cites: ['RFC9293 3.4', 'RFC9293 3.5.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await openAt(LAST, world);
      await peer.send('RST', { seq: LAST });
      await peer.silence();
      await target.stays('ESTABLISHED');
      await peer.send('PSH,ACK', { data: TEXT });
      await peer.acknowledged();
      await userReceives(world, TEXT);
    },
  );

  must(
    'take the RST at 0 where the window begins at 0',
    { id: 'rfc9293/3.4/wrap-rst-at-zero', cites: ['RFC9293 3.4', 'RFC9293 3.5.3'], arc: ['ESTABLISHED', 'CLOSED'] },
    async (world) => {
      const { peer, target } = world;
      await openAt(LAST, world);
      await peer.send('RST', { seq: 0 });
      await target.reaches('CLOSED');
      await peer.silence();
    },
  );
});

/** A handshake in which the peer's ISS is given; what goes wrong in it is the target's fault. */
async function openAt(iss: number, { peer, target }: World): Promise<void> {
  peer.renew(iss);
  await target.passiveOpen();
  await peer.send('SYN');
  await peer.expect('SYN,ACK', { ack: add(iss, 1) });
  await peer.send('ACK');
  await target.reaches('ESTABLISHED');
  await target.accept();
}
