import { expect } from 'chai';
import {
  type DecodedSegment,
  establish,
  establishStamped,
  ipOptions,
  may,
  must,
  type Opening,
  optionOf,
  reach,
  receiveData,
  SYN,
  should,
  suite,
  type TcpOption,
  type World,
} from '../../src/harness/index.js';

const DEFAULT_MSS = { 4: 536, 6: 1220 } as const;

/** None of them is a default, so that a target that knows only its default is found out. */
const VALUES = [300, 700, 1_000, 1_300];
/** Too small to be of use; RFC 9293 3.7.1 names no least value, so MUST-16 holds for them too. */
const TINY = [1, 12, 48];
const OPENINGS = ['passive', 'active'] as const;

suite('3.7.1 maximum segment size', () => {
  for (const opening of OPENINGS) {
    const syn = opening === 'passive' ? 'SYN,ACK' : 'SYN';

    should(
      `send an MSS Option in its ${syn}`,
      {
        id: `rfc9293/3.7.1/mss-sent-${opening}`,
        cites: ['RFC9293 3.7.1', 'RFC9293 SHLD-5', 'RFC9293 MUST-14'],
        states: [opening === 'passive' ? 'SYN-RECEIVED' : 'SYN-SENT'],
      },
      async (world) => {
        expect(await advertised(world, opening), 'its MSS').to.be.a('number');
      },
    );

    must(
      `advertise in its ${syn} no more than it can receive: the MTU less the fixed headers`,
      {
        id: `rfc9293/3.7.1/mss-fits-${opening}`,
        cites: ['RFC9293 3.7.1', 'RFC9293 MUST-67'],
        states: [opening === 'passive' ? 'SYN-RECEIVED' : 'SYN-SENT'],
      },
      async (world) => {
        const mss = (await advertised(world, opening)) ?? DEFAULT_MSS[world.family];
        expect(mss, 'its MSS').to.be.within(1, world.linkMss);
      },
    );

    for (const value of VALUES) {
      must(
        `send no segment longer than the MSS ${value} of the peer's ${opening === 'passive' ? 'SYN' : 'SYN,ACK'}`,
        {
          id: `rfc9293/3.7.1/mss-${value}-${opening}`,
          cites: ['RFC9293 3.7.1', 'RFC9293 MUST-14', 'RFC9293 MUST-16'],
          states: ['ESTABLISHED'],
        },
        async (world) => {
          await open(world, opening, [{ kind: 'mss', value }]);
          expect(longest(await bulk(world, 5 * value + 1)), 'its longest segment').to.be.at.most(value);
        },
      );
    }

    must(
      `take an MSS of 536 (IPv4) or 1220 (IPv6) for granted when the peer's ${opening === 'passive' ? 'SYN' : 'SYN,ACK'} has none`,
      {
        id: `rfc9293/3.7.1/mss-default-${opening}`,
        cites: ['RFC9293 3.7.1', 'RFC9293 MUST-15'],
        states: ['ESTABLISHED'],
      },
      async (world) => {
        await open(world, opening, []);
        const mss = DEFAULT_MSS[world.family];
        expect(longest(await bulk(world, 5 * mss)), 'its longest segment').to.be.at.most(mss);
      },
    );
  }

  must(
    'leave room for the options of its segments: the MSS less the Timestamps option',
    {
      id: 'rfc9293/3.7.1/effective-send-mss-options',
      cites: ['RFC9293 3.7.1', 'RFC9293 MUST-16', 'RFC6691 3.2'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      const stamped = await establishStamped(world, { value: 1_000, syn: [{ kind: 'mss', value: 1_000 }] });
      await target.send(Buffer.alloc(5_000));
      const segments = await receiveData(peer, 5_000, () => stamped(1_001));
      const room = ({ dataOffset, payload }: DecodedSegment) => 4 * dataOffset - 20 + payload.length;
      expect(Math.max(...segments.map(room)), 'options and data of its longest segment').to.be.at.most(1_000);
    },
  );

  must(
    'send no packet larger than the link takes, however large the MSS of the peer',
    {
      id: 'rfc9293/3.7.1/effective-send-mss-link',
      cites: ['RFC9293 3.7.1', 'RFC9293 MUST-16'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      await open(world, 'passive', [{ kind: 'mss', value: 65_000 }]);
      expect(longest(await bulk(world, 8_000)), 'its longest segment').to.be.at.most(world.linkMss);
    },
  );

  must(
    'calculate the MSS that it advertises without regard to options',
    { id: 'rfc9293/3.7.1/mss-without-options', cites: ['RFC9293 3.7.1', 'RFC6691 2'], states: ['SYN-RECEIVED'] },
    async (world) => {
      const { peer, target } = world;
      await target.passiveOpen();
      const mss: TcpOption = { kind: 'mss', value: 1_000 };
      const seen: (number | undefined)[] = [];
      for (const options of [[mss], [mss, { kind: 'timestamps', value: 1, echoReply: 0 } as const]]) {
        const each = seen.length === 0 ? peer : world.anotherPeer();
        await each.send('SYN', { options });
        seen.push(optionOf(await each.expect('SYN,ACK'), 'mss')?.value);
      }
      expect(seen[1], 'its MSS with timestamps').to.equal(seen[0]);
    },
  );

  must(
    'send the MSS Option in segments with SYN and in no others',
    {
      id: 'rfc9293/3.7.1/mss-in-syn-only',
      cites: ['RFC9293 3.2', 'RFC9293 MUST-65'],
      states: ['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'CLOSED'],
    },
    async (world) => {
      const { peer, target } = world;
      await open(world, 'active', [{ kind: 'mss', value: 1_000 }]);
      await peer.send('PSH,ACK', { data: 'data', options: [{ kind: 'mss', value: 1_000 }] });
      await peer.acknowledged();
      await bulk(world, 2_500);
      await target.close();
      await peer.expect('FIN,ACK');
      await target.abort();
      await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'] });
      const withoutSyn = peer.trace.filter(({ from, segment }) => from === 'target' && (segment.flags & SYN) === 0);
      expect(withoutSyn).not.to.be.empty;
      expect(
        withoutSyn.filter(({ segment }) => optionOf(segment, 'mss')),
        'segments with MSS and no SYN',
      ).to.be.empty;
    },
  );

  may(
    'send an MSS Option in its SYN,ACK also to a peer that sends none',
    {
      id: 'rfc9293/3.7.1/mss-sent-unasked',
      cites: ['RFC9293 3.7.1', 'RFC9293 MAY-3'],
      states: ['SYN-RECEIVED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { options: [] });
      const answer = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
      return optionOf(answer, 'mss') ? 'sent' : 'not-sent';
    },
  );

  for (const value of TINY) {
    must(
      `keep to an MSS of ${value} too, and deliver data all the same`,
      {
        id: `rfc9293/3.7.1/mss-tiny-${value}`,
        cites: ['RFC9293 3.7.1', 'RFC9293 MUST-16'],
        states: ['ESTABLISHED'],
        judges: ['rfc9293/passive/segment-size'],
      },
      async (world) => {
        await open(world, 'passive', [{ kind: 'mss', value }]);
        const size = longest(await bulk(world, 200));
        expect(size, 'its longest segment').to.be.at.most(value);
      },
    );
  }

  must(
    'count the options of IPv4 against the size of its segments, where the user gives some',
    {
      id: 'rfc9293/3.7.1/effective-send-mss-ip-options',
      cites: ['RFC9293 3.7.1', 'RFC9293 MUST-16', 'RFC6691 2'],
      states: ['ESTABLISHED'],
      families: [4],
    },
    async (world) => {
      const { peer, target } = world;
      const options = ipOptions(...Array.from({ length: 8 }, () => ({ kind: 'no-operation' }) as const));
      await target.activeOpen({ options: { IP_OPTIONS: Buffer.from(options).toString('base64') } });
      await peer.expect('SYN');
      await peer.send('SYN,ACK', { options: [{ kind: 'mss', value: 1_000 }] });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      const segments = await bulk(world, 10_000);
      expect(longest(segments), 'octets of data in the longest segment').to.be.at.most(1_000 - options.length);
    },
  );

  // No segment with text is that small: whatever comes is the target's own choice, as long as it comes.
  may(
    'survive an MSS of 0, and deliver data all the same',
    { id: 'rfc9293/3.7.1/mss-tiny-0', cites: ['RFC9293 3.7.1'], states: ['ESTABLISHED'] },
    async (world) => {
      await open(world, 'passive', [{ kind: 'mss', value: 0 }]);
      const size = longest(await bulk(world, 200));
      return size >= 200 ? 'ignored' : `up-to-${size}`;
    },
  );

  should(
    'fill its segments while there is more data than that',
    {
      id: 'rfc9293/3.7.1/full-segments',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 SHLD-28', 'RFC9293 3.7.1'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      await open(world, 'passive', [{ kind: 'mss', value: 1_000 }]);
      const lengths = (await bulk(world, 10_100)).map(({ payload }) => payload.length);
      expect(lengths, 'the lengths of its segments').to.deep.equal([...Array(10).fill(1_000), 100]);
    },
  );

  should(
    'fill its segments up to the default MSS where the peer sends none',
    {
      id: 'rfc9293/3.7.1/full-segments-default',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 SHLD-28', 'RFC9293 3.7.1'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      await open(world, 'passive', []);
      const mss = DEFAULT_MSS[world.family];
      const lengths = (await bulk(world, 4 * mss)).map(({ payload }) => payload.length);
      expect(lengths, 'the lengths of its segments').to.deep.equal([mss, mss, mss, mss]);
    },
  );
});

/** ESTABLISHED, with these options in the SYN of the peer. */
async function open(world: World, opening: Opening, options: readonly TcpOption[]): Promise<void> {
  const { peer } = world;
  if (opening === 'passive') {
    await establish(world, { syn: { options } });
    return;
  }
  await reach('SYN-SENT', world);
  await peer.send('SYN,ACK', { options });
  await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
}

/** The MSS in the target's SYN; undefined where it has none. */
async function advertised(world: World, opening: Opening): Promise<number | undefined> {
  await reach(opening === 'passive' ? 'SYN-RECEIVED' : 'SYN-SENT', world);
  return optionOf(world.peer.last, 'mss')?.value;
}

/** Has the target send so much; resolves to the segments. */
async function bulk({ peer, target }: World, octets: number): Promise<DecodedSegment[]> {
  await target.send(Buffer.alloc(octets));
  return receiveData(peer, octets);
}

function longest(segments: readonly DecodedSegment[]): number {
  return Math.max(...segments.map(({ payload }) => payload.length));
}
