import { must, reach, should, suite, takeAcks, userReceives } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'with the SYN';

suite('3.10.7.2 LISTEN', () => {
  must(
    'answer a SYN that bears a FIN with SYN,ACK and keep the FIN for later: open nothing at once',
    { id: 'rfc9293/3.10.7.2/syn-fin', cites: ['RFC9293 3.10.7.2'], states: ['LISTEN'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const { seq } = await peer.send('SYN,FIN');
      await peer.expect('SYN,ACK', { ack: add(seq, 1) });
      await target.stays('SYN-RECEIVED');
    },
  );

  should(
    'keep text that comes with a SYN until the connection is established, so that it need not come again',
    {
      id: 'rfc9293/3.10.7.2/syn-text-kept',
      cites: ['RFC9293 3.10.7.2', 'RFC9293 3.4'],
      arc: ['LISTEN', 'SYN-RECEIVED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { data: TEXT });
      await peer.expect('SYN,ACK');
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
      await target.accept();
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 }, { withinMs: 1_000 });
      await userReceives(world, TEXT);
    },
  );

  must(
    'keep text that comes with a SYN for later, or leave it: never lose what it has acknowledged',
    { id: 'rfc9293/3.10.7.2/syn-text', cites: ['RFC9293 3.10.7.2', 'RFC9293 3.4'], arc: ['LISTEN', 'SYN-RECEIVED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const { seq } = await peer.send('SYN', { data: TEXT });
      await peer.expectOneOf({
        left: ['SYN,ACK', { ack: add(seq, 1) }],
        taken: ['SYN,ACK', { ack: add(seq, 1 + TEXT.length) }],
      });
      await target.reaches('SYN-RECEIVED');
      const told = peer.last.ack;
      await peer.send('ACK', { seq: told });
      await target.reaches('ESTABLISHED');
      const kept = (await takeAcks(peer)) ?? told;
      await peer.send('PSH,ACK', { seq: add(seq, 1), data: TEXT }); // again, in any case
      await peer.expect('ACK', { ack: add(seq, 1 + TEXT.length), length: 0 });
      await target.accept();
      await userReceives(world, TEXT);
      return kept === add(seq, 1) ? 'left' : 'kept';
    },
  );
});
