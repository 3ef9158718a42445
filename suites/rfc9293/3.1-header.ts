import { expect } from 'chai';
import { establish, must, reach, receiveFlight, type State, suite } from '../../src/harness/index.js';

/** Each of the four bits alone, and all of them. */
const RESERVED = [1, 2, 4, 8, 15];

/** Data Offset in words of 32 bits: below the fixed header, and past the end of a segment that has no options. */
const BAD_OFFSETS: readonly (readonly [string, string, number])[] = [
  ['zero', 'is zero', 0],
  ['below-header', 'is less than the fixed header', 4],
  ['beyond', 'is past the end of the segment', 15],
];

const OFFSET_ROWS: readonly (readonly [State, string, string])[] = [
  ['LISTEN', 'SYN', 'SYN,ACK'],
  ['ESTABLISHED', 'PSH,ACK', 'ACK'],
  ['ESTABLISHED', 'FIN,ACK', 'ACK'],
];

/** Windows that would be negative if they were signed. */
const LARGE_WINDOWS = [0x8000, 0xffff];
const MSS = 1_024;
const OCTETS = 120 * MSS;

const unreserved = {
  where: ({ reserved }: { reserved: number }) => (reserved ? `reserved bits ${reserved}` : undefined),
};

suite('3.1 header', () => {
  for (const reserved of RESERVED) {
    must(
      `ignore the reserved bits ${reserved.toString(2).padStart(4, '0')} in SYN, ACK, data and FIN, and send them as zero`,
      {
        id: `rfc9293/3.1/reserved-bits-${reserved}`,
        cites: ['RFC9293 3.1'],
        states: ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('LISTEN', world);
        await peer.send('SYN', { reserved });
        await peer.expect('SYN,ACK', { ack: peer.snd.nxt, ...unreserved });
        await peer.send('ACK', { reserved });
        await target.accept();
        await peer.send('PSH,ACK', { reserved, data: 'reserved' });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, ...unreserved });
        expect((await target.receive(8)).data.toString(), 'what the user received').to.equal('reserved');
        await peer.send('FIN,ACK', { reserved });
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0, ...unreserved });
        await target.reaches('CLOSE-WAIT');
      },
    );
  }

  must(
    'ignore the reserved bits in a RST',
    { id: 'rfc9293/3.1/reserved-bits-rst', cites: ['RFC9293 3.1'], arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('RST', { reserved: 15 });
      await target.reaches('CLOSED');
    },
  );

  must(
    'send the reserved bits as zero in data, FIN and RST',
    { id: 'rfc9293/3.1/reserved-bits-sent', cites: ['RFC9293 3.1'], states: ['ESTABLISHED', 'FIN-WAIT-1'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { reserved: 15, data: 'ping' });
      await peer.acknowledged();
      await target.send('pong');
      await peer.expect('ACK', { data: 'pong', ...unreserved });
      await target.close();
      await peer.expect('FIN,ACK', unreserved);
      await target.abort();
      await peer.expectOneOf({ rst: ['RST', unreserved], 'rst-ack': ['RST,ACK', unreserved] });
    },
  );

  for (const [state, flags, answer] of OFFSET_ROWS) {
    for (const [name, words, dataOffset] of BAD_OFFSETS) {
      must(
        `drop <CTL=${flags}> in ${state} whose Data Offset ${words}`,
        {
          id: `rfc9293/3.1/data-offset-${flags.toLowerCase().replace(',', '-')}-${name}`,
          cites: ['RFC9293 3.1'],
          states: [state],
        },
        async (world) => {
          const { peer, target } = world;
          await reach(state, world);
          const text = flags === 'PSH,ACK' ? { data: 'data' } : {};
          await peer.send(flags, { ...text, seq: peer.snd.nxt, dataOffset, options: [] });
          await peer.silence();
          await target.stays(state);
          await peer.send(flags, text);
          await peer.expect(answer, { ack: peer.snd.nxt, length: 0 });
        },
      );
    }
  }

  for (const window of LARGE_WINDOWS) {
    must(
      `take the window ${window} as unsigned, and have more than 32,767 octets in flight if it lets it`,
      {
        id: `rfc9293/3.1/window-unsigned-${window}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-1'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer, target } = world;
        const syn = { window, options: [{ kind: 'mss', value: MSS } as const] };
        await establish(world, { options: { SO_SNDBUF: 200_000 }, syn, ack: { window } });
        await target.send(Buffer.alloc(OCTETS));
        let most = 0;
        for (let left = OCTETS; left > 0; ) {
          const octets = await receiveFlight(peer, { window });
          most = Math.max(most, octets);
          left -= octets;
        }
        expect(most, 'the octets in flight').to.be.above(0x7fff);
      },
    );
  }
});
