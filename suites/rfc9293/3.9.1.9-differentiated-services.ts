import { expect } from 'chai';
import { establish, may, must, reach, should, suite, trafficClassOf, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Expedited forwarding and a class of assured forwarding, as six bits. */
const DSCP = { first: 46, second: 10 };

suite('3.9.1.9 differentiated services', () => {
  must(
    'put the DSCP that the user sets on the segments of a connection',
    { id: 'rfc9293/3.9.1.9/set', cites: ['RFC9293 3.9.1.9', 'RFC9293 MUST-48'], lastsMs: 1_500 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions(dscp(world, DSCP.first));
      const from = peer.trace.length;
      await dataBothWays(world);
      expect(seen(world, from), 'the DSCP of the segments').to.deep.equal([DSCP.first]);
    },
  );

  should(
    'change the DSCP during the connection when the user says so',
    { id: 'rfc9293/3.9.1.9/changed', cites: ['RFC9293 3.9.1.9', 'RFC9293 SHLD-21'], lastsMs: 1_500 },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      for (const value of [DSCP.first, DSCP.second, 0]) {
        await target.setOptions(dscp(world, value));
        const from = peer.trace.length;
        await dataBothWays(world);
        expect(seen(world, from), 'the DSCP of the segments').to.deep.equal([value]);
      }
    },
  );

  for (const opening of ['active', 'passive'] as const) {
    should(
      `put the DSCP unchanged on every segment, from the first to the last (${opening} OPEN)`,
      {
        id: `rfc9293/3.9.1.9/every-segment-${opening}`,
        cites: ['RFC9293 3.9.1.9', 'RFC9293 SHLD-22', 'RFC9293 MUST-48'],
        lastsMs: 2_500,
      },
      async (world) => {
        const { peer, target } = world;
        await open(world, opening);
        await target.send('again');
        await peer.expect('ACK', { data: 'again' });
        await peer.retransmission();
        await peer.send('ACK');
        await dataBothWays(world);
        await target.close();
        const fin = await peer.expect('FIN,ACK');
        await peer.send('FIN,ACK', { ack: add(fin.seq, 1) });
        await peer.acknowledged();
        expect(seen(world, 0), 'the DSCP of the segments').to.deep.equal([DSCP.first]);
      },
    );
  }

  may(
    'tell the user the DSCP that arrives',
    {
      id: 'rfc9293/3.9.1.9/received',
      cites: ['RFC9293 3.9.1.9', 'RFC9293 MAY-9'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target, family } = world;
      const [first, last] = [DSCP.first << 2, DSCP.second << 2];
      const options = { [family === 4 ? 'IP_RECVTOS' : 'IPV6_RECVTCLASS']: 1 };
      await establish(world, { options, syn: { trafficClass: first }, ack: { trafficClass: first } });
      await peer.send('PSH,ACK', { data: 'with another', trafficClass: last });
      await peer.acknowledged();
      const { trafficClass } = await target.user.receivedTrafficClass({ socket: target.connection });
      expect(trafficClass, 'the DSCP that the user is told').to.be.oneOf([undefined, first, last]);
      if (trafficClass === undefined) return 'not-told';
      return trafficClass === last ? 'that-of-the-last-segment' : 'that-of-the-handshake';
    },
  );
});

async function open(world: World, opening: 'active' | 'passive'): Promise<void> {
  const { peer, target } = world;
  const options = dscp(world, DSCP.first);
  if (opening === 'passive') {
    await establish(world, { options });
    return;
  }
  await target.activeOpen({ options });
  await peer.expect('SYN');
  await peer.send('SYN,ACK');
  await peer.expect('ACK', { ack: peer.snd.nxt });
}

function dscp({ family }: World, value: number): Record<string, number> {
  return family === 4 ? { IP_TOS: value << 2 } : { IPV6_TCLASS: value << 2 };
}

/** The DSCPs of the target's segments from a place in the trace on, each once. */
function seen({ peer }: World, from: number): number[] {
  const entries = peer.trace.slice(from).filter((entry) => entry.from === 'target');
  return [...new Set(entries.map((entry) => trafficClassOf(entry) >> 2))];
}

async function dataBothWays({ peer, target }: World): Promise<void> {
  await target.send('from the target');
  await peer.expect('ACK', { seq: peer.rcv.nxt, data: 'from the target' });
  await peer.send('PSH,ACK', { data: 'from the peer' });
  await peer.acknowledged();
}
