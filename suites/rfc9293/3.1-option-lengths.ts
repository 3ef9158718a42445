import { must, reach, suite, type TcpOption, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** An acknowledgment is delayed no longer (RFC 9293 3.8.6.3). */
const LONGEST_DELAY_MS = 500;

/** Options with a length that cannot be right, as they stand on the wire. */
const ILLEGAL: readonly (readonly [string, string, readonly number[]])[] = [
  ['unknown-0', 'length 0 of an unknown kind', [79, 0, 0, 0]],
  ['unknown-1', 'length 1 of an unknown kind', [79, 1, 0, 0]],
  ['unknown-beyond', 'a length past the end of the header', [79, 9, 1, 1, 1, 1, 1, 1]],
  ['unknown-255', 'length 255', [79, 255, 0, 0]],
  ['no-length', 'a kind in the last octet and no length', [1, 1, 1, 79]],
  ['mss-0', 'length 0 of MSS', [2, 0, 1, 144]],
  ['mss-2', 'length 2 of MSS', [2, 2, 1, 1]],
  ['mss-3', 'length 3 of MSS', [2, 3, 1, 1]],
  ['mss-5', 'length 5 of MSS', [2, 5, 1, 144, 1, 1, 1, 1]],
  ['mss-beyond', 'MSS cut off by the end of the header', [1, 1, 2, 4]],
  ['window-scale-0', 'length 0 of Window Scale', [3, 0, 7, 1]],
  ['window-scale-4', 'length 4 of Window Scale', [3, 4, 7, 7]],
  ['sack-permitted-3', 'length 3 of SACK Permitted', [4, 3, 0, 1]],
  ['sack-9', 'length 9 of SACK', [1, 1, 1, 5, 9, 0, 0, 0, 1, 0, 0, 0]],
  ['sack-2', 'SACK without a block', [1, 1, 5, 2]],
  ['timestamps-9', 'length 9 of Timestamps', [1, 1, 1, 8, 9, 0, 0, 0, 1, 0, 0, 0]],
  ['timestamps-0', 'length 0 of Timestamps', [8, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1]],
];

suite('3.1 illegal option lengths', () => {
  for (const [name, words, octets] of ILLEGAL) {
    const options: readonly TcpOption[] = [{ kind: 'raw', bytes: Uint8Array.from(octets) }];

    must(
      `survive ${words} in a SYN`,
      {
        id: `rfc9293/3.1/illegal-length-syn-${name}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-7'],
        states: ['LISTEN'],
      },
      async (world) => {
        const { peer } = world;
        await reach('LISTEN', world);
        const syn = await peer.send('SYN', { options });
        const ack = peer.snd.nxt;
        const behaviour = await peer.expectOneOf({
          'syn-ack': ['SYN,ACK', { ack }],
          'rst-ack': ['RST,ACK', { seq: 0, ack }],
          rst: ['RST', { seq: syn.ack }],
          silent: null,
        });
        await isAlive(world);
        return behaviour;
      },
    );

    must(
      `survive ${words} in data`,
      {
        id: `rfc9293/3.1/illegal-length-data-${name}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-7'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        const { peer } = world;
        await reach('ESTABLISHED', world);
        const { nxt } = peer.snd;
        await peer.send('PSH,ACK', { seq: nxt, options, data: 'data' });
        const answers = {
          taken: ['ACK', { ack: add(nxt, 4), length: 0 }],
          refused: ['ACK', { ack: nxt, length: 0 }],
          rst: ['RST'],
          'rst-ack': ['RST,ACK'],
          silent: null,
        } as const;
        const behaviour = await peer.expectOneOf(answers, { withinMs: LONGEST_DELAY_MS });
        await isAlive(world);
        return behaviour;
      },
    );
  }
});

/** The target still shakes hands with another peer, and talks to it. */
async function isAlive(world: World): Promise<void> {
  const another = world.anotherPeer();
  await another.send('SYN');
  await another.expect('SYN,ACK', { ack: another.snd.nxt });
  await another.send('ACK');
  await another.send('PSH,ACK', { data: 'alive?' });
  await another.acknowledged();
}
