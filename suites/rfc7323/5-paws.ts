import { expect } from 'chai';
import { establishStamped, must, stampOf, suite, type World } from '../../src/harness/index.js';

const VALUE = 0x9000_0000;

/** How much older a timestamp is than the last one: a tick, some, and as much as can be. */
const OLDER = [1, 1_000, 0x7fff_fffe];

suite('RFC 7323 5 protection against wrapped sequence numbers', () => {
  for (const older of OLDER) {
    must(
      `drop data whose timestamp is ${older} older than the last, and acknowledge what it has`,
      { id: `rfc7323/5.3/old-data-${older}`, cites: ['RFC7323 5.3 R1'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer, target } = world;
        const stamped = await establishStamped(world, { value: VALUE });
        const { nxt } = peer.snd;
        await peer.send('PSH,ACK', { seq: nxt, data: 'old', ...stamped(VALUE - older) });
        await peer.expect('ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0, where: echoesLast });
        await peer.send('PSH,ACK', { data: 'new', ...stamped(VALUE + 1) });
        await peer.acknowledged();
        expect((await target.receive(3)).data.toString(), 'what the user received').to.equal('new');
      },
    );
  }

  must(
    'drop a FIN with an old timestamp, and acknowledge what it has',
    { id: 'rfc7323/5.3/old-fin', cites: ['RFC7323 5.3 R1'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      const { nxt } = peer.snd;
      await peer.send('FIN,ACK', { seq: nxt, ...stamped(VALUE - 1_000) });
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0, where: echoesLast });
      await target.stays('ESTABLISHED');
      await peer.send('FIN,ACK', stamped(VALUE));
      await peer.acknowledged();
      await target.reaches('CLOSE-WAIT');
    },
  );

  must(
    'drop data with an old timestamp in FIN-WAIT-2, and acknowledge what it has',
    { id: 'rfc7323/5.3/old-data-fin-wait-2', cites: ['RFC7323 5.3 R1'], states: ['FIN-WAIT-2'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      await target.close();
      await peer.expect('FIN,ACK');
      await peer.send('ACK', stamped(VALUE));
      await target.reaches('FIN-WAIT-2');
      const { nxt } = peer.snd;
      await peer.send('PSH,ACK', { seq: nxt, data: 'old', ...stamped(VALUE - 1_000) });
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0, where: echoesLast });
      await peer.send('PSH,ACK', { data: 'new', ...stamped(VALUE) });
      await peer.acknowledged();
      expect((await target.receive(3)).data.toString(), 'what the user received').to.equal('new');
    },
  );

  for (const newer of [0, 1, 0x7fff_ffff]) {
    must(
      `take data whose timestamp is ${newer} newer than the last`,
      { id: `rfc7323/5.3/new-data-${newer}`, cites: ['RFC7323 5.3 R1', 'RFC7323 5.3 R3'], states: ['ESTABLISHED'] },
      async (world) => {
        const { peer, target } = world;
        const stamped = await establishStamped(world, { value: VALUE });
        await peer.send('PSH,ACK', { data: 'new', ...stamped(VALUE + newer) });
        const { ack } = await peer.acknowledged();
        expect(ack, 'what it acknowledges').to.equal(peer.snd.nxt);
        expect(stampOf(peer.last)?.echoReply, 'what it echoes').to.equal((VALUE + newer) >>> 0);
        expect((await target.receive(3)).data.toString(), 'what the user received').to.equal('new');
      },
    );
  }

  must(
    'take a RST whatever its timestamp',
    { id: 'rfc7323/5.2/old-rst', cites: ['RFC7323 5.2', 'RFC7323 5.3 R1'], arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'] },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      await target.stays('ESTABLISHED');
      await peer.send('RST', stamped(VALUE - 1_000));
      await target.reaches('CLOSED');
    },
  );

  must(
    'not let a segment that PAWS drops acknowledge data',
    { id: 'rfc7323/5.3/old-ack-with-data', cites: ['RFC7323 5.3 R1'], states: ['ESTABLISHED'], lastsMs: 1_000 },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: VALUE });
      await target.send('data');
      await peer.expect('ACK', { data: 'data' });
      const { nxt } = peer.snd;
      await peer.send('PSH,ACK', { seq: nxt, data: 'old', ...stamped(VALUE - 1_000) });
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: nxt, length: 0, where: echoesLast });
      await peer.retransmission(); // so its data is not acknowledged
      await peer.send('ACK', stamped(VALUE));
    },
  );
});

/** The last timestamp of the peer that counts is that of the handshake. */
function echoesLast(segment: World['peer']['last']): string | undefined {
  const found = stampOf(segment)?.echoReply;
  return found === VALUE ? undefined : `it echoes ${found ?? 'nothing'}, not ${VALUE}`;
}
