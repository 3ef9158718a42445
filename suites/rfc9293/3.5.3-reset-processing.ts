import { expect } from 'chai';
import { must, type Opening, reach, type State, SYNCHRONIZED, should, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const STATES: readonly (readonly [State, Opening, string])[] = [
  ['SYN-RECEIVED', 'passive', 'syn-received'],
  ['SYN-RECEIVED', 'simultaneous', 'syn-received-simultaneous'],
  ...SYNCHRONIZED.filter((state) => state !== 'TIME-WAIT').map(
    (state) => [state, 'passive', state.toLowerCase()] as const,
  ),
];

suite('3.5.3 reset processing', () => {
  for (const [state, opening, path] of STATES) {
    const where = opening === 'passive' ? state : `${state} after ${opening} opening`;
    const end = state === 'SYN-RECEIVED' && opening === 'passive' ? 'LISTEN' : 'CLOSED';
    should(
      `take a RST at RCV.NXT that bears text in ${where}`,
      {
        id: `rfc9293/3.5.3/rst-with-text-${path}`,
        cites: ['RFC9293 3.5.3', 'RFC9293 SHLD-2'],
        arc: [state, end, 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('RST,ACK', { data: 'the reason why' });
        await target.reaches(end, { withinMs: 3_000 });
        await peer.silence();
        const late = await peer.send('ACK');
        await peer.expect('RST', { seq: late.ack });
      },
    );

    must(
      `judge a RST at RCV.NXT by its sequence number alone in ${where}, whatever it acknowledges`,
      {
        id: `rfc9293/3.5.3/rst-with-wild-ack-${path}`,
        cites: ['RFC9293 3.5.3', 'RFC9293 3.10.7.4 step 2'],
        arc: [state, end, 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('RST,ACK', { ack: add(peer.rcv.nxt, 2 ** 30) });
        await target.reaches(end, { withinMs: 3_000 });
        await peer.silence();
      },
    );

    must(
      `look at RST before SYN, URG, text and FIN: a segment at RCV.NXT with all control bits resets in ${where}`,
      {
        id: `rfc9293/3.5.3/all-bits-${path}`,
        cites: ['RFC9293 3.10.7.4 step 2'],
        arc: [state, end, 'rcv RST'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        await peer.send('SYN,FIN,RST,PSH,ACK,URG,ECE,CWR', { urgentPointer: 1 });
        await target.reaches(end, { withinMs: 3_000 });
        await peer.silence();
      },
    );
  }

  must(
    'give up the connection in SYN-SENT for a segment with all control bits that acknowledges its SYN',
    { id: 'rfc9293/3.5.3/all-bits-syn-sent', cites: ['RFC9293 3.10.7.3'], arc: ['SYN-SENT', 'CLOSED', 'rcv RST'] },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      await peer.send('SYN,FIN,RST,PSH,ACK,URG,ECE,CWR');
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);
    },
  );

  must(
    'process a RST at RCV.NXT while the window is zero',
    {
      id: 'rfc9293/3.5.3/rst-in-zero-window',
      cites: ['RFC9293 3.4', 'RFC9293 MUST-66'],
      arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
      withinMs: 40_000, // a delayed acknowledgment for each segment
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      while (peer.snd.wnd > 0) {
        await peer.send('PSH,ACK', { data: 'x'.repeat(Math.min(1_000, peer.snd.wnd)) });
        await peer.acknowledged();
      }
      await peer.send('RST');
      await target.reaches('CLOSED');
      expect(await target.error(), 'what the user is told').to.equal('ECONNRESET');
      await peer.silence();
    },
  );
});
