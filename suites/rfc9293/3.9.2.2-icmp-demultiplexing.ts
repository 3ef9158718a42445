import { expect } from 'chai';
import { type DecodedSegment, must, should, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Port unreachable, and host (or address) unreachable. */
const HARD = { 4: { type: 3, code: 3 }, 6: { type: 1, code: 4 } } as const;
const SOFT = { 4: { type: 3, code: 1 }, 6: { type: 1, code: 3 } } as const;

/** Quotations of a segment that this connection has not sent. */
const OTHERS: readonly (readonly [name: string, words: string, change: (sent: DecodedSegment) => DecodedSegment])[] = [
  ['local-port', 'its local port', (sent) => ({ ...sent, sourcePort: sent.sourcePort ^ 1 })],
  ['remote-port', 'its remote port', (sent) => ({ ...sent, destinationPort: sent.destinationPort ^ 1 })],
  ['ports-swapped', 'its ports: they are swapped', swapped],
];

const FAR = 100_000;

suite('3.9.2.2 the connection that an ICMP error is for', () => {
  must(
    'act on the connection whose SYN an ICMP error quotes, and not on another with the same host',
    {
      id: 'rfc9293/3.9.2.2/demultiplexed',
      cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-54'],
      states: ['SYN-SENT'],
    },
    async (world) => {
      const { family, peer, target, icmp } = world;
      await target.activeOpen({ options: wantsToKnow(world) });
      const syn = await peer.expect('SYN');
      const bystander = await openAnother(world);
      icmp(syn, HARD[family]);
      await peer.barrier();
      const isOver = (await target.status()) === 'CLOSED';
      expect(isOver || (await target.softErrors()).length > 0, 'given up, or the user told').to.equal(true);
      await bystander.send('SYN,ACK');
      await bystander.expect('ACK', { ack: bystander.snd.nxt, length: 0 });
      return isOver ? 'given-up' : 'told';
    },
  );

  for (const [name, words, change] of OTHERS) {
    must(
      `pass an ICMP error over that quotes a segment of no connection: it differs in ${words}`,
      {
        id: `rfc9293/3.9.2.2/other-${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-54'],
        states: ['SYN-SENT', 'ESTABLISHED'],
      },
      async (world) => {
        const { family, peer, target, icmp } = world;
        await target.activeOpen({ options: wantsToKnow(world) });
        icmp(change(await peer.expect('SYN')), HARD[family]);
        await target.stays('SYN-SENT');
        await peer.send('SYN,ACK');
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
        await target.send('on its way');
        icmp(change(await peer.expect('ACK', { data: 'on its way' })), SOFT[family]);
        await target.stays('ESTABLISHED');
        await peer.send('ACK');
        expect(await target.softErrors(), 'the soft errors that the user was told of').to.deep.equal([]);
      },
    );
  }

  for (const [name, words, by] of [
    ['below', 'just below SND.UNA', -1],
    ['above', 'just above SND.NXT', 2],
    ['far-below', 'far below SND.UNA', -FAR],
    ['far-above', 'far above SND.NXT', FAR],
  ] as const) {
    should(
      `pass an ICMP error over that quotes a sequence number not under way: ${words}`,
      {
        id: `rfc9293/3.9.2.2/not-under-way-${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-54', 'RFC5927 4.1'],
        states: ['SYN-SENT', 'ESTABLISHED'],
      },
      async (world) => {
        const { family, peer, target, icmp } = world;
        await target.activeOpen({ options: wantsToKnow(world) });
        const syn = await peer.expect('SYN');
        icmp({ ...syn, seq: add(syn.seq, by) }, HARD[family]);
        await target.stays('SYN-SENT');
        await peer.send('SYN,ACK');
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
        await target.send('x');
        const sent = await peer.expect('ACK', { data: 'x' });
        icmp({ ...sent, seq: add(sent.seq, by) }, SOFT[family]);
        await target.stays('ESTABLISHED');
        await peer.send('ACK');
        expect(await target.softErrors(), 'the soft errors that the user was told of').to.deep.equal([]);
      },
    );
  }

  must(
    "tell the user of the connection whose segment an ICMP error quotes, and not another's",
    {
      id: 'rfc9293/3.9.2.2/demultiplexed-established',
      cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-54'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { family, peer, target, icmp } = world;
      await target.activeOpen({ options: wantsToKnow(world) });
      await peer.expect('SYN');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      const bystander = await openAnother(world);
      await bystander.send('SYN,ACK');
      const quoted = await bystander.expect('ACK', { ack: bystander.snd.nxt, length: 0 });
      icmp(quoted, SOFT[family]);
      await target.stays('ESTABLISHED');
      expect(await target.softErrors(), 'what the user of the other connection was told').to.deep.equal([]);
      await target.send('on its way');
      icmp(await peer.expect('ACK', { data: 'on its way' }), SOFT[family]);
      await target.stays('ESTABLISHED');
      expect(await target.softErrors(), 'what its own user was told').to.have.length.above(0);
    },
  );
});

function wantsToKnow({ family }: World): Record<string, number> {
  return family === 4 ? { IP_RECVERR: 1 } : { IPV6_RECVERR: 1 };
}

/** A further active OPEN of the target, towards a peer of its own, which has read the SYN. */
async function openAnother(world: World): Promise<World['peer']> {
  const { family, target } = world;
  const other = world.anotherPeer();
  const { socket } = await target.user.open({ case: target.label, family });
  const { port } = await target.user.bind({ socket, address: target.address, port: 0 });
  other.aim(port);
  await target.user.connect({ socket, ...other.local });
  await other.expect('SYN');
  return other;
}

function swapped(sent: DecodedSegment): DecodedSegment {
  return { ...sent, sourcePort: sent.destinationPort, destinationPort: sent.sourcePort };
}
