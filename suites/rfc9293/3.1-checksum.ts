import { expect } from 'chai';
import { must, reach, type State, suite, type World } from '../../src/harness/index.js';

/** Checksums that are wrong whatever the right one is; zero is what UDP would take for none at all. */
const WRONG: readonly (readonly [string, string, (right: number) => number])[] = [
  ['off-by-one', 'one too high', (right) => right + 1],
  ['zero', 'zero', (right) => (right === 0 ? 1 : 0)],
  ['bit-15', 'with its first bit turned', (right) => right ^ 0x8000],
];

interface Row {
  readonly name: string;
  readonly state: State;
  readonly flags: string;
  readonly data?: string;
  /** What shows that the segment with the right checksum was taken. */
  readonly taken: (world: World) => Promise<unknown>;
}

const ROWS: readonly Row[] = [
  {
    name: 'syn',
    state: 'LISTEN',
    flags: 'SYN',
    taken: ({ peer }) => peer.expect('SYN,ACK', { ack: peer.snd.nxt }),
  },
  {
    name: 'syn-ack',
    state: 'SYN-SENT',
    flags: 'SYN,ACK',
    taken: ({ peer }) => peer.expect('ACK', { ack: peer.snd.nxt, length: 0 }),
  },
  {
    name: 'ack',
    state: 'SYN-RECEIVED',
    flags: 'ACK',
    taken: ({ target }) => target.reaches('ESTABLISHED'),
  },
  {
    name: 'data',
    state: 'ESTABLISHED',
    flags: 'PSH,ACK',
    data: 'odd',
    taken: async ({ peer, target }) => {
      await peer.acknowledged();
      expect((await target.receive(3)).data.toString(), 'what the user received').to.equal('odd');
    },
  },
  {
    name: 'fin',
    state: 'ESTABLISHED',
    flags: 'FIN,ACK',
    taken: async ({ peer, target }) => {
      await peer.acknowledged();
      await target.reaches('CLOSE-WAIT');
    },
  },
  {
    name: 'rst',
    state: 'ESTABLISHED',
    flags: 'RST',
    taken: ({ target }) => target.reaches('CLOSED'),
  },
];

suite('3.1 checksum', () => {
  for (const { name, state, flags, data, taken } of ROWS) {
    for (const [kind, words, checksum] of WRONG) {
      must(
        `drop <CTL=${flags}> in ${state} whose checksum is ${words}`,
        { id: `rfc9293/3.1/checksum-${name}-${kind}`, cites: ['RFC9293 3.1', 'RFC9293 MUST-3'], states: [state] },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          const text = data === undefined ? {} : { data };
          await peer.send(flags, { ...text, seq: peer.snd.nxt, checksum });
          await peer.silence();
          await target.stays(state);
          await peer.send(flags, text);
          await taken(world);
        },
      );
    }
  }

  must(
    'send each segment of a connection with the right checksum: SYN,ACK, ACK, data, FIN, RST',
    {
      id: 'rfc9293/3.1/checksum-sent-passive',
      cites: ['RFC9293 3.1', 'RFC9293 MUST-2'],
      states: ['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'CLOSED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world); // its SYN,ACK is judged on the way
      await peer.send('PSH,ACK', { data: 'data' });
      await peer.acknowledged();
      for (const data of ['even', 'odd']) {
        await target.send(data);
        await peer.expect('ACK', { data });
        await peer.send('ACK');
      }
      await target.close();
      await peer.expect('FIN,ACK');
      await target.abort();
      await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'] });
    },
  );

  must(
    'send SYN, and the ACK of a SYN,ACK, with the right checksum',
    {
      id: 'rfc9293/3.1/checksum-sent-active',
      cites: ['RFC9293 3.1', 'RFC9293 MUST-2'],
      states: ['SYN-SENT', 'ESTABLISHED'],
    },
    async ({ peer, target }) => {
      await target.activeOpen();
      await peer.expect('SYN');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      await target.reaches('ESTABLISHED');
    },
  );

  must(
    'refuse with the right checksum: <CTL=RST> and <CTL=RST,ACK> in CLOSED',
    { id: 'rfc9293/3.1/checksum-sent-closed', cites: ['RFC9293 3.1', 'RFC9293 MUST-2'], states: ['CLOSED'] },
    async (world) => {
      const { peer } = world;
      await reach('CLOSED', world);
      await peer.send('SYN');
      await peer.expect('RST,ACK', { seq: 0, ack: peer.snd.nxt });
      const ack = await peer.send('ACK', { ack: world.freshIss() });
      await peer.expect('RST', { seq: ack.ack });
    },
  );
});
