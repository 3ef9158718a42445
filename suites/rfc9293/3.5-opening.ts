import { may, must, reach, suite, Unsupported } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

suite('3.5 opening', () => {
  must(
    'listen after a passive OPEN, and no longer after CLOSE',
    {
      id: 'rfc9293/3.5/listen-and-close',
      cites: ['RFC9293 3.10.1', 'RFC9293 3.10.4', 'RFC9293 3.10.7.1'],
      arcs: [
        ['CLOSED', 'LISTEN'],
        ['LISTEN', 'CLOSED', 'CLOSE'],
      ],
    },
    async ({ peer, target, witnessed }) => {
      await target.closedPort();
      await target.reaches('CLOSED');
      await target.passiveOpen({ port: target.port });
      await target.closeListener();
      await target.reaches('CLOSED');
      const syn = await peer.send('SYN');
      await peer.expect('RST,ACK', { seq: 0, ack: add(syn.seq, 1) });
      witnessed('CLOSED');
    },
  );

  must(
    'shake hands three ways after a passive OPEN',
    {
      id: 'rfc9293/3.5/passive',
      cites: ['RFC9293 3.5 Figure 6', 'RFC9293 3.10.7.2', 'RFC9293 3.10.7.4'],
      arcs: [
        ['LISTEN', 'SYN-RECEIVED'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const syn = await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: add(syn.seq, 1) });
      await target.reaches('SYN-RECEIVED');
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
      await peer.silence();
    },
  );

  must(
    'shake hands three ways after an active OPEN',
    {
      id: 'rfc9293/3.5/active',
      cites: ['RFC9293 3.5 Figure 6', 'RFC9293 3.10.7.3'],
      arcs: [
        ['CLOSED', 'SYN-SENT'],
        ['SYN-SENT', 'ESTABLISHED'],
      ],
    },
    async ({ peer, target }) => {
      await target.closedPort();
      await target.reaches('CLOSED');
      await target.activeOpen({ port: target.port });
      const syn = await peer.expect('SYN', { length: 0 });
      await target.reaches('SYN-SENT');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: add(syn.seq, 1), ack: peer.snd.nxt, length: 0 });
      await target.reaches('ESTABLISHED');
    },
  );

  must(
    'open simultaneously: SYN-SENT to SYN-RECEIVED to ESTABLISHED, with the ISS of its first SYN',
    {
      id: 'rfc9293/3.5/simultaneous-open',
      cites: ['RFC9293 3.5 Figure 7', 'RFC9293 3.10.7.3', 'RFC9293 MUST-10'],
      arcs: [
        ['SYN-SENT', 'SYN-RECEIVED'],
        ['SYN-RECEIVED', 'ESTABLISHED'],
      ],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-SENT', world);
      const iss = peer.irs;
      const syn = await peer.send('SYN');
      await peer.expect('SYN,ACK', { seq: iss, ack: add(syn.seq, 1) });
      await target.reaches('SYN-RECEIVED');
      await peer.send('SYN,ACK', { seq: syn.seq });
      await target.reaches('ESTABLISHED');
      await peer.barrier();
      await target.send('open');
      while ((await peer.expect('ACK', { ack: peer.snd.nxt })).payload.length === 0);
    },
  );

  const calls = [
    ['active-open', 'active OPEN', 'an active OPEN', 'RFC9293 3.10.1'],
    ['send', 'SEND', 'SEND', 'RFC9293 3.10.2'],
  ] as const;
  for (const [name, event, words, cited] of calls) {
    may(
      `go from LISTEN to SYN-SENT by ${words}`,
      { id: `rfc9293/3.5/listen-${name}`, cites: [cited], arc: ['LISTEN', 'SYN-SENT', event] },
      async (world) => {
        const { peer, target } = world;
        await reach('LISTEN', world);
        const errno = await target.tries(() => target.openFromListen(event));
        await peer.barrier();
        if (errno) throw new Unsupported(`${event} in LISTEN is refused with ${errno}, and the listener stays`);
        await peer.expect('SYN');
        await target.reaches('SYN-SENT');
      },
    );
  }
});
