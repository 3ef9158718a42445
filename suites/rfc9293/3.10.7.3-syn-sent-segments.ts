import { expect } from 'chai';
import { must, reach, suite, takeAcks, userReceives } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Control bits with an acceptable ACK and neither SYN nor RST, and text. */
const NEITHER = [
  ['ack', 'ACK', ''],
  ['ack-text', 'PSH,ACK', 'text'],
  ['fin-ack', 'FIN,ACK', ''],
  ['fin-ack-text', 'FIN,PSH,ACK', 'text'],
  ['urg-ack', 'URG,ACK', 'text'],
] as const;

/** Control bits with RST and an acceptable ACK, and text. */
const RESETS = [
  ['rst-ack', 'RST,ACK', ''],
  ['rst-ack-text', 'RST,ACK', 'the reason why'],
  ['syn-rst-ack', 'SYN,RST,ACK', ''],
  ['fin-rst-ack', 'FIN,RST,ACK', ''],
  ['syn-fin-rst-ack', 'SYN,FIN,RST,ACK', ''],
] as const;

/** Sequence numbers of a RST: SYN-SENT has no RCV.NXT to hold them against. */
const ANYWHERE = [0, 1, 2 ** 31] as const;

/** Control bits beside SYN, and SYN,ACK, that change nothing of it. */
const BESIDE = ['PSH', 'URG', 'PSH,URG', 'ECE,CWR'] as const;

suite('3.10.7.3 segments in SYN-SENT', () => {
  for (const [name, flags, data] of NEITHER) {
    must(
      `drop <CTL=${flags}>${data && ' with text'} in SYN-SENT where it acknowledges the SYN: it is no SYN`,
      {
        id: `rfc9293/3.10.7.3/no-syn-${name}`,
        cites: ['RFC9293 3.10.7.3', ...(flags.startsWith('FIN') ? ['RFC9293 3.10.7.4 step 8'] : [])],
        states: ['SYN-SENT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-SENT', world);
        await peer.send(flags, { seq: peer.snd.nxt, data });
        await peer.silence();
        await target.stays('SYN-SENT');
      },
    );
  }

  for (const [name, flags, data] of RESETS) {
    must(
      `give up the connection in SYN-SENT for <CTL=${flags}>${data && ' with text'} that acknowledges the SYN`,
      { id: `rfc9293/3.10.7.3/reset-${name}`, cites: ['RFC9293 3.10.7.3'], arc: ['SYN-SENT', 'CLOSED', 'rcv RST'] },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-SENT', world);
        await peer.send(flags, { data });
        await target.reaches('CLOSED');
        expect(await target.error(), 'what the user is told').to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);
        await peer.silence();
      },
    );
  }

  for (const seq of ANYWHERE) {
    must(
      `give up the connection in SYN-SENT for a RST,ACK with SEG.SEQ=${seq} that acknowledges the SYN`,
      {
        id: `rfc9293/3.10.7.3/reset-at-${seq}`,
        cites: ['RFC9293 3.10.7.3', 'RFC9293 3.5.3'],
        arc: ['SYN-SENT', 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-SENT', world);
        await peer.send('RST,ACK', { seq });
        await target.reaches('CLOSED');
        await peer.silence();
      },
    );
  }

  for (const beside of BESIDE) {
    const name = beside.toLowerCase().replace(',', '-');
    must(
      `shake hands in SYN-SENT when the SYN,ACK bears ${beside} as well`,
      { id: `rfc9293/3.10.7.3/syn-ack-${name}`, cites: ['RFC9293 3.10.7.3'], arc: ['SYN-SENT', 'ESTABLISHED'] },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-SENT', world);
        await peer.send(`SYN,ACK,${beside}`, { urgentPointer: 1 });
        await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
        await target.stays('ESTABLISHED');
      },
    );

    must(
      `open simultaneously in SYN-SENT when the SYN bears ${beside} as well`,
      {
        id: `rfc9293/3.10.7.3/syn-${name}`,
        cites: ['RFC9293 3.10.7.3', 'RFC9293 MUST-10'],
        arc: ['SYN-SENT', 'SYN-RECEIVED'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('SYN-SENT', world);
        await peer.send(`SYN,${beside}`, { urgentPointer: 1 });
        await peer.expect('SYN,ACK', { seq: peer.irs, ack: peer.snd.nxt });
        await target.stays('SYN-RECEIVED');
      },
    );
  }

  must(
    'keep text that comes with a SYN in SYN-SENT for later, or leave it: never lose what it has acknowledged',
    {
      id: 'rfc9293/3.10.7.3/syn-text',
      cites: ['RFC9293 3.10.7.3', 'RFC9293 3.4'],
      arc: ['SYN-SENT', 'SYN-RECEIVED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const { seq } = await peer.send('SYN', { data: 'text' });
      await peer.expectOneOf({
        left: ['SYN,ACK', { seq: peer.irs, ack: add(seq, 1) }],
        taken: ['SYN,ACK', { seq: peer.irs, ack: add(seq, 5) }],
      });
      await target.reaches('SYN-RECEIVED');
      const told = peer.last.ack;
      await peer.send('ACK', { seq: told });
      await target.reaches('ESTABLISHED');
      const kept = (await takeAcks(peer)) ?? told;
      await peer.send('PSH,ACK', { seq: add(seq, 1), data: 'text' }); // again, in any case
      await peer.expect('ACK', { ack: add(seq, 5), length: 0 });
      await userReceives(world, 'text');
      return kept === add(seq, 1) ? 'left' : 'kept';
    },
  );

  must(
    'open simultaneously in SYN-SENT for a SYN that bears a FIN, and keep the FIN for later',
    {
      id: 'rfc9293/3.10.7.3/syn-fin',
      cites: ['RFC9293 3.10.7.3'],
      states: ['SYN-SENT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const { seq } = await peer.send('SYN,FIN');
      await peer.expect('SYN,ACK', { ack: add(seq, 1) });
      await target.stays('SYN-RECEIVED');
    },
  );
});
