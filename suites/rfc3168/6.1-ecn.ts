import { expect } from 'chai';
import {
  CWR,
  type DecodedSegment,
  ECE,
  flight,
  Inconclusive,
  must,
  octetsIn,
  type SendFields,
  sentAgain,
  should,
  suite,
  trafficClassOf,
  Unsupported,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** The two ECN bits of the IP header (RFC 3168 5). */
const NOT_CAPABLE = 0;
const CAPABLE = 2;
const CONGESTION_EXPERIENCED = 3;
const OPTIONS = { SO_SNDBUF: 200_000 };
const PLENTY = 60_000;

const SHLD8 = ['RFC9293 3.8.2', 'RFC9293 SHLD-8'];

suite('RFC 3168 6.1 ECN in TCP', () => {
  should(
    'answer a SYN with ECE and CWR by a SYN,ACK with ECE',
    { id: 'rfc3168/6.1.1/answered', cites: ['RFC3168 6.1.1', ...SHLD8], states: ['LISTEN', 'SYN-RECEIVED'] },
    async ({ peer, target }) => {
      await target.passiveOpen();
      await peer.send('SYN,ECE,CWR');
      await peer.expect('SYN,ACK,ECE', { ack: peer.snd.nxt });
    },
  );

  for (const [name, words, bits, wanted] of [
    ['both', 'ECE and CWR: at most ECE', 'SYN,ECE,CWR', [0, ECE]],
    ['ece', 'ECE alone: neither', 'SYN,ECE', [0]],
    ['cwr', 'CWR alone: neither', 'SYN,CWR', [0]],
    ['none', 'neither ECE nor CWR: neither', 'SYN', [0]],
  ] as const) {
    must(
      `set in a SYN,ACK no more than the SYN allows, which had ${words}`,
      { id: `rfc3168/6.1.1/syn-with-${name}`, cites: ['RFC3168 6.1.1'], states: ['LISTEN', 'SYN-RECEIVED'] },
      async ({ peer, target }) => {
        await target.passiveOpen();
        await peer.send(bits);
        const { flags } = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
        expect(flags & (ECE | CWR), 'ECE and CWR of the SYN,ACK').to.be.oneOf([...wanted]);
      },
    );
  }

  must(
    'echo a mark of congestion in every ACK until CWR comes, and each mark anew',
    { id: 'rfc3168/6.1.3/echo', cites: ['RFC3168 6.1.3', ...SHLD8], states: ['ESTABLISHED'] },
    async (world) => {
      await open(world);
      expect(await echoes(world, { trafficClass: CAPABLE }), 'ECE without a mark').to.equal(false);
      for (const _ of ['one mark', 'another']) {
        expect(await echoes(world, { trafficClass: CONGESTION_EXPERIENCED }), 'ECE at the mark').to.equal(true);
        expect(await echoes(world, { trafficClass: CAPABLE }), 'ECE after it').to.equal(true);
        expect(await echoes(world, { trafficClass: CAPABLE }, 'PSH,ACK,CWR'), 'ECE at CWR').to.equal(false);
        expect(await echoes(world, { trafficClass: CAPABLE }), 'ECE after CWR').to.equal(false);
      }
    },
  );

  must(
    'not echo a mark of congestion on a connection that does not use ECN',
    { id: 'rfc3168/6.1.1/not-used', cites: ['RFC3168 6.1.1', 'RFC3168 6.1.3'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await open(world, { bits: 'SYN' });
      expect(await echoes(world, { trafficClass: CONGESTION_EXPERIENCED }), 'ECE at the mark').to.equal(false);
      await target.send('not capable');
      await peer.expect('ACK', { data: 'not capable' });
      await peer.send('ACK');
      expect(
        ecnSeen(world, () => true),
        'the ECN bits of its datagrams',
      ).to.deep.equal([NOT_CAPABLE]);
    },
  );

  must(
    'halve what it sends at the echo of a mark, and say so by CWR once, in the next new data',
    { id: 'rfc3168/6.1.2/halved', cites: ['RFC3168 6.1.2', ...SHLD8], states: ['ESTABLISHED'], lastsMs: 2_000 },
    async (world) => {
      const { peer, target } = world;
      await open(world, { rttMs: 300 });
      await target.send(Buffer.alloc(PLENTY));
      const first = await flight(world);
      const largest = Math.max(...first.map(({ payload }) => payload.length));
      for (const { seq, payload } of first) await peer.send('ACK,ECE', { ack: add(seq, payload.length) });
      const second = await flight(world);
      if (sentAgain(world).length > 0) throw new Inconclusive('the target sent data again before it was acknowledged');
      expect(octetsIn(second) / largest, 'segments after the echo').to.be.within(1, Math.max(first.length / 2, 2) + 1);
      const said = second.map(({ flags }) => (flags & CWR) !== 0);
      expect(said, 'CWR in the new data').to.deep.equal([true, ...said.slice(1).map(() => false)]);
    },
  );

  must(
    'not be capable of ECN in a SYN,ACK, in a bare ACK and in what is sent again',
    {
      id: 'rfc3168/6.1.4/not-capable',
      cites: ['RFC3168 6.1.1', 'RFC3168 6.1.4', 'RFC3168 6.1.5'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
      lastsMs: 1_500,
    },
    async (world) => {
      await open(world);
      await everyKind(world);
      const isNewData = (entry: Entry) => entry.segment.payload.length > 0 && !entry.retransmission;
      expect(
        ecnSeen(world, (entry) => !isNewData(entry)),
        'their ECN bits',
      ).to.deep.equal([NOT_CAPABLE]);
    },
  );

  should(
    'ask for ECN by ECE and CWR in the SYN when it is switched on, and use it when the SYN,ACK has ECE',
    {
      id: 'rfc3168/6.1.1/asked',
      cites: ['RFC3168 6.1.1', ...SHLD8],
      states: ['SYN-SENT', 'ESTABLISHED'],
      exclusive: true,
      settings: { ecn: 1 },
    },
    async (world) => {
      const { flags } = await openActively(world, 'SYN,ACK,ECE');
      expect(flags & (ECE | CWR), 'ECE and CWR of the SYN').to.equal(ECE | CWR);
      expect(await echoes(world, { trafficClass: CONGESTION_EXPERIENCED }), 'ECE at a mark').to.equal(true);
    },
  );

  for (const [name, words, bits] of [
    ['without', 'has neither ECE nor CWR', 'SYN,ACK'],
    ['reflected', 'has both, as if it only sent back what came', 'SYN,ACK,ECE,CWR'],
  ] as const) {
    must(
      `not use ECN, though it asked for it, when the SYN,ACK ${words}`,
      {
        id: `rfc3168/6.1.1/asked-${name}`,
        cites: ['RFC3168 6.1.1'],
        states: ['SYN-SENT', 'ESTABLISHED'],
        exclusive: true,
        settings: { ecn: 1 },
        judges: ['rfc9293/passive/reserved-bits'], // the AE of accurate ECN is one of them
      },
      async (world) => {
        const { peer, target } = world;
        await openActively(world, bits);
        await target.send('not capable');
        await peer.expect('ACK', { data: 'not capable' });
        expect(await echoes(world, { trafficClass: CONGESTION_EXPERIENCED }), 'ECE at a mark').to.equal(false);
        expect(
          ecnSeen(world, () => true),
          'the ECN bits of its datagrams',
        ).to.deep.equal([NOT_CAPABLE]);
      },
    );
  }

  should(
    'be capable of ECN in new data',
    { id: 'rfc3168/6.1.2/capable', cites: ['RFC3168 6.1.2', ...SHLD8], states: ['ESTABLISHED'], lastsMs: 1_500 },
    async (world) => {
      await open(world);
      await everyKind(world);
      const isNewData = (entry: Entry) => entry.segment.payload.length > 0 && !entry.retransmission;
      const seen = ecnSeen(world, isNewData);
      expect(seen, 'the ECN bits of new data').to.have.length(1);
      expect(seen[0], 'ECT(0) or ECT(1)').to.be.oneOf([1, 2]);
    },
  );
});

type Entry = World['peer']['trace'][number];

/** Active OPEN of a target that asks for ECN; the SYN,ACK has these bits. Resolves to the SYN. */
async function openActively({ peer, target }: World, bits: string): Promise<DecodedSegment> {
  await target.activeOpen();
  const syn = await peer.expect('SYN');
  await peer.send(bits);
  await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  return syn;
}

/** Passive OPEN by a SYN with ECE and CWR. Throws Unsupported if the target does not use ECN. */
async function open({ peer, target, deadline }: World, { bits = 'SYN,ECE,CWR', rttMs = 0 } = {}): Promise<void> {
  await target.passiveOpen({ options: OPTIONS });
  await peer.send(bits);
  const { flags } = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  if (bits !== 'SYN' && (flags & ECE) === 0) throw new Unsupported('the target does not use ECN');
  await deadline.pause(rttMs);
  await peer.send('ACK');
  await target.accept();
}

/** Sends data; whether the ACK that answers it has ECE. */
async function echoes({ peer }: World, fields: SendFields, bits = 'PSH,ACK'): Promise<boolean> {
  await peer.send(bits, { data: 'data', ...fields });
  const { flags } = await peer.acknowledged();
  return (flags & ECE) !== 0;
}

/** Has the target send data, a bare ACK, and the data again. */
async function everyKind({ peer, target }: World): Promise<void> {
  await target.send('again');
  const { seq } = await peer.expect('ACK', { data: 'again' });
  await peer.send('PSH,ACK', { data: 'from the peer', ack: seq, trafficClass: CAPABLE });
  await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
  await peer.retransmission();
  await peer.send('ACK');
}

/** The ECN bits of the target's datagrams of a kind, each once. */
function ecnSeen({ peer }: World, of: (entry: Entry) => boolean): number[] {
  const entries = peer.trace.filter((entry) => entry.from === 'target' && of(entry));
  return [...new Set(entries.map((entry) => trafficClassOf(entry) & 3))];
}
