import { expect } from 'chai';
import { must, reach, suite, userReceives, type World, WRONG_CHECKSUMS } from '../../src/harness/index.js';

/** Of the wrong checksums those that mean something where there is no pseudo-header. */
const WRONG = WRONG_CHECKSUMS.filter(({ name }) => !['length', 'protocol', 'address'].includes(name));

/** Port unreachable, which ends SYN-SENT (SHLD-26), and host (or address) unreachable, of which a user can learn. */
const HARD = { 4: { type: 3, code: 3 }, 6: { type: 1, code: 4 } } as const;
const SOFT = { 4: { type: 3, code: 1 }, 6: { type: 1, code: 3 } } as const;

suite('3.9.2 checksums below TCP', () => {
  for (const { name, words, of } of WRONG) {
    for (const state of ['LISTEN', 'SYN-SENT', 'ESTABLISHED'] as const) {
      must(
        `drop a segment in ${state} whose IPv4 header has a checksum that ${words}`,
        {
          id: `rfc9293/3.9.2/header-checksum-${name}-${state.toLowerCase()}`,
          cites: ['RFC9293 3.9.2', 'RFC1122 3.2.1.2'],
          states: [state],
          families: [4],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          const [flags, data] = SEGMENTS[state];
          await peer.send(flags, { seq: peer.snd.nxt, data: data && 'spoilt', headerChecksum: of });
          await peer.silence();
          await target.stays(state);
          await peer.send(flags, { data });
          await TAKEN[state](world);
        },
      );
    }

    must(
      `pass over an ICMP error in SYN-SENT and ESTABLISHED whose checksum ${words}`,
      {
        id: `rfc9293/3.9.2.2/checksum-${name}`,
        cites: ['RFC9293 3.9.2.2'],
        states: ['SYN-SENT', 'ESTABLISHED'],
      },
      async (world) => {
        const { family, peer, target, icmp } = world;
        await target.activeOpen({ options: family === 4 ? { IP_RECVERR: 1 } : { IPV6_RECVERR: 1 } });
        icmp(await peer.expect('SYN'), { ...HARD[family], checksum: of });
        await target.stays('SYN-SENT');
        await peer.send('SYN,ACK');
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
        await target.send('on its way');
        icmp(await peer.expect('ACK', { data: 'on its way' }), { ...SOFT[family], checksum: of });
        await target.stays('ESTABLISHED');
        await peer.send('ACK');
        expect(await target.softErrors(), 'the soft errors that the user was told of').to.deep.equal([]);
      },
    );
  }
});

const SEGMENTS = { LISTEN: ['SYN', ''], 'SYN-SENT': ['SYN,ACK', ''], ESTABLISHED: ['PSH,ACK', 'intact'] } as const;

/** What shows that the segment was taken when it came as it should. */
const TAKEN = {
  LISTEN: ({ peer }: World) => peer.expect('SYN,ACK', { ack: peer.snd.nxt }),
  'SYN-SENT': ({ peer }: World) => peer.expect('ACK', { ack: peer.snd.nxt, length: 0 }),
  ESTABLISHED: (world: World) => userReceives(world, 'intact'),
} as const;
