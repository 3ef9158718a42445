import { expect } from 'chai';
import { emptyAck, must, type Opening, reach, rightEdge, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

suite('3.5.1 half-open connections', () => {
  for (const opening of ['passive', 'active'] as readonly Opening[]) {
    must(
      `be freed of a half-open connection, opened by ${opening} OPEN, by the SYN of a peer that has crashed`,
      {
        id: `rfc9293/3.5.1/syn-after-crash-${opening}`,
        cites: ['RFC9293 3.5.1 Figure 9', 'RFC9293 3.5.3', 'RFC5961 4.2'],
        arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('ESTABLISHED', world, opening);
        const answer = emptyAck(peer);
        const after = rightEdge(peer);
        peer.renew(add(after, 100_000)); // outside the window
        await peer.send('SYN');
        const { ack } = await peer.expect('ACK', answer);
        await peer.send('RST', { seq: ack });
        await target.reaches('CLOSED');
        expect(await target.error(), 'what the user is told').to.equal('ECONNRESET');
        const again = await peer.send('SYN', { seq: peer.iss });
        if (opening === 'passive') await peer.expect('SYN,ACK', { ack: add(again.seq, 1) });
        else await peer.expect('RST,ACK', { seq: 0, ack: add(again.seq, 1) });
      },
    );
  }

  must(
    'abort when its text meets a peer that has crashed and answers with RST, and tell the user',
    {
      id: 'rfc9293/3.5.1/text-after-crash',
      cites: ['RFC9293 3.5.1 Figure 10', 'RFC9293 3.5.3', 'RFC9293 MUST-12'],
      arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('are you there?');
      const { ack } = await peer.expect('ACK', { data: 'are you there?' });
      await peer.send('RST', { seq: ack });
      await target.reaches('CLOSED');
      expect(await target.tries(() => target.receive(1)), 'what RECEIVE is told').to.equal('ECONNRESET');
    },
  );

  must(
    'answer text for a connection that it has forgotten with <SEQ=SEG.ACK><CTL=RST>',
    {
      id: 'rfc9293/3.5.1/text-for-the-forgotten',
      cites: ['RFC9293 3.5.1', 'RFC9293 3.5.2 group 1', 'RFC9293 3.10.7.2'],
      states: ['ESTABLISHED', 'CLOSED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.abort();
      await peer.expectOneOf({ rst: ['RST', { seq: peer.rcv.nxt }], 'rst-ack': ['RST,ACK', { seq: peer.rcv.nxt }] });
      await target.reaches('CLOSED');
      for (const flags of ['PSH,ACK', 'FIN,PSH,ACK']) {
        const late = await peer.send(flags, { seq: peer.snd.nxt, data: 'are you there?' });
        await peer.expect('RST', { seq: late.ack, length: 0 });
      }
    },
  );
});
