import { must, reach, suite, takeAcks, userReceives } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const TEXT = 'with the SYN';

suite('3.10.7.2 LISTEN', () => {
  must(
    'answer a SYN that bears a FIN with SYN,ACK and keep the FIN for later, or drop both: open nothing at once',
    { id: 'rfc9293/3.10.7.2/syn-fin', cites: ['RFC9293 3.10.7.2'], states: ['LISTEN'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const { seq } = await peer.send('SYN,FIN');
      const behaviour = await peer.expectOneOf({ answered: ['SYN,ACK', { ack: add(seq, 1) }], dropped: null });
      await target.stays(behaviour === 'answered' ? 'SYN-RECEIVED' : 'LISTEN');
      if (behaviour === 'dropped') await peer.send('SYN', { seq });
      if (behaviour === 'dropped') await peer.expect('SYN,ACK', { ack: add(seq, 1) });
      return behaviour;
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
