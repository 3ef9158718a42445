import { expect } from 'chai';
import { establish, hopsOf, must, reach, SYN, suite, type World } from '../../src/harness/index.js';

/** The names of the socket option that sets a Time to Live or a Hop Limit. */
const OPTION = { 4: 'IP_TTL', 6: 'IPV6_UNICAST_HOPS' } as const;
const HOPS = 42;

suite('3.9.2 hops', () => {
  must(
    'send every segment with the Time to Live or the Hop Limit that the user sets',
    {
      id: 'rfc9293/3.9.2/hops-configurable',
      cites: ['RFC9293 3.9.2', 'RFC9293 MUST-49'],
      states: ['ESTABLISHED', 'FIN-WAIT-1'],
    },
    async (world) => {
      const { family, target } = world;
      await reach('ESTABLISHED', world);
      await target.setOptions({ [OPTION[family]]: HOPS });
      await converse(world);
      const later = world.peer.trace.filter(({ from, segment }) => from === 'target' && (segment.flags & SYN) === 0);
      expect(new Set(later.map(hopsOf)), 'the hops of its segments after the SYN,ACK').to.deep.equal(new Set([HOPS]));
    },
  );

  must(
    'send the SYN of an active OPEN with the Time to Live or the Hop Limit that the user sets',
    {
      id: 'rfc9293/3.9.2/hops-configurable-syn',
      cites: ['RFC9293 3.9.2', 'RFC9293 MUST-49'],
      states: ['SYN-SENT', 'ESTABLISHED'],
    },
    async (world) => {
      const { family, peer, target } = world;
      await target.activeOpen({ options: { [OPTION[family]]: HOPS } });
      await peer.expect('SYN');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      expect(hopsSeen(world), 'the hops of its segments').to.deep.equal([HOPS, HOPS]);
    },
  );

  must(
    'send no segment with a Time to Live or a Hop Limit of zero, whatever its default is',
    {
      id: 'rfc9293/3.9.2/hops-default',
      cites: ['RFC9293 3.9.2', 'RFC1122 3.2.1.7'],
      states: ['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1'],
    },
    async (world) => {
      await establish(world);
      await converse(world);
      const seen = [...new Set(hopsSeen(world))];
      expect(Math.min(...seen), 'the hops of its segments').to.be.above(0);
      return `hops-${seen.join('-')}`;
    },
  );
});

/** Has the target send an ACK, data and a FIN. */
async function converse({ peer, target }: World): Promise<void> {
  await peer.send('PSH,ACK', { data: 'ping' });
  await peer.acknowledged();
  await target.send('pong');
  await peer.expect('ACK', { data: 'pong' });
  await peer.send('ACK');
  await target.close();
  await peer.expect('FIN,ACK');
}

function hopsSeen({ peer }: World): number[] {
  return peer.trace.filter(({ from }) => from === 'target').map(hopsOf);
}
