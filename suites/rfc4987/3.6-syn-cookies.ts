import { may, must, reach, suite, type World, witness } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** For every SYN, and not only when there are too many. */
const ALWAYS = { 'syn-cookies': 2 };

suite('RFC 4987 3.6 SYN cookies', () => {
  may(
    'complete a handshake of which nothing was kept, from the ACK alone, and go on as usual',
    {
      id: 'rfc4987/3.6/handshake',
      cites: ['RFC4987 3.6', 'RFC9293 3.5'],
      states: ['ESTABLISHED'],
      settings: ALWAYS,
    },
    async (world) => {
      const { peer, target } = world;
      const behaviour = await answered(world);
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
      await target.accept();
      await witness('ESTABLISHED', world);
      return behaviour;
    },
  );

  must(
    'refuse an ACK that does not acknowledge its SYN,ACK',
    {
      id: 'rfc4987/3.6/wrong-number',
      cites: ['RFC4987 3.6', 'RFC9293 3.10.7.2', 'RFC9293 3.10.7.4 step 5'],
      states: ['LISTEN', 'SYN-RECEIVED'],
      settings: ALWAYS,
    },
    async (world) => {
      const { peer } = world;
      const behaviour = await answered(world);
      const wrong = await peer.send('ACK', { ack: add(peer.rcv.nxt, 10_000) });
      await peer.expect('RST', { seq: wrong.ack });
      return behaviour;
    },
  );
});

/** Resolves to whether the target keeps a connection once it has answered a SYN. */
async function answered(world: World): Promise<string> {
  const { peer, target } = world;
  await reach('LISTEN', world);
  await peer.send('SYN');
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  return (await target.status()) === 'LISTEN' ? 'nothing-kept' : 'kept';
}
