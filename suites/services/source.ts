import { expect } from 'chai';
import {
  connectTo,
  firstFlight,
  flight,
  may,
  must,
  octetsIn,
  should,
  suite,
  type TcpOption,
  type World,
} from '../../src/harness/index.js';

const MSS = { kind: 'mss', value: 600 } as const satisfies TcpOption;
const NOP = { kind: 'nop' } as const satisfies TcpOption;
const UNKNOWN = { kind: 'unknown', number: 253, data: new Uint8Array(2) } as const satisfies TcpOption;

/** Places of the MSS option among others; where it ends is no multiple of four. */
const PLACES: readonly (readonly [name: string, words: string, options: readonly TcpOption[]])[] = [
  ['mss', 'alone', [MSS]],
  ['nop-mss', 'after a No-Operation', [NOP, MSS]],
  ['nops-mss', 'after three of them', [NOP, NOP, NOP, MSS]],
  ['unknown-mss', 'after one that is not known', [UNKNOWN, MSS]],
];

const ROUNDS = 5;

suite('services: what a source sends that never ends (chargen)', () => {
  for (const [name, words, options] of PLACES) {
    must(
      `heed an MSS option that stands ${words}`,
      {
        id: `services/source/options-${name}`,
        cites: ['RFC9293 3.2', 'RFC9293 MUST-64', 'RFC9293 MUST-14', 'RFC9293 MUST-6'],
        calls: 'by-services',
      },
      async (world) => {
        await connectTo('chargen', world, { syn: { options } });
        const longest = Math.max(...(await firstFlight(world)).map(({ payload }) => payload.length));
        expect(longest, 'octets of text in the longest segment').to.equal(MSS.value);
        await end(world);
      },
    );
  }

  should(
    'fill its segments up to the MSS when there is text enough',
    { id: 'services/source/full-segments', cites: ['RFC9293 3.9.1.2', 'RFC9293 SHLD-28'], calls: 'by-services' },
    async (world) => {
      await connectTo('chargen', world, { rttMs: 100, syn: { options: [MSS] }, ack: { window: 3 * MSS.value } });
      const segments = await firstFlight(world);
      const sizes = segments.map(({ payload }) => payload.length);
      expect(sizes.filter((size) => size === MSS.value).length, 'full segments').to.be.at.least(2);
      await end(world);
    },
  );

  may(
    'send more each round trip as its segments are acknowledged',
    {
      id: 'services/source/growth',
      cites: ['RFC9293 3.8.2', 'RFC9293 MAY-18', 'RFC5681 3.1'],
      calls: 'by-services',
      lastsMs: 2_000,
    },
    async (world) => {
      const { peer } = world;
      await connectTo('chargen', world, { rttMs: 100, syn: { options: [MSS] } });
      const rounds: number[] = [];
      while (rounds.length < ROUNDS) {
        rounds.push(octetsIn(await (rounds.length === 0 ? firstFlight : flight)(world)));
        await peer.send('ACK');
      }
      expect(rounds[0], 'octets of the first flight').to.be.within(1, 10 * MSS.value);
      await end(world);
      const last = rounds.at(-1) ?? 0;
      return last > (rounds[0] ?? 0) ? 'grows' : 'does-not-grow';
    },
  );
});

/** Ends the source, and takes what was on its way. */
async function end({ peer }: World): Promise<void> {
  await peer.send('RST');
  while ((await peer.expectOneOf({ text: ['ACK'], nothing: null })) === 'text');
}
