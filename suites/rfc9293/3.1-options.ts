import { expect } from 'chai';
import { establish, must, reach, receiveData, suite, type TcpOption, type World } from '../../src/harness/index.js';

/** Not assigned (79), and for experiments (RFC 6994). */
const KINDS = [79, 253, 254];
const LENGTHS_IN_SYN = [2, 3, 12, 36];
const LENGTHS = [2, 3, 12, 40];

/** Below both defaults, so that a target that misses the option sends more. */
const MSS_VALUE = 400;
const OCTETS = 5 * MSS_VALUE;
const MSS: TcpOption = { kind: 'mss', value: MSS_VALUE };
const NOP: TcpOption = { kind: 'nop' };
const EOL: TcpOption = { kind: 'eol' };

/** Arrangements of a SYN's options, on word boundaries and off them. */
const ARRANGEMENTS: readonly (readonly [string, string, readonly TcpOption[]])[] = [
  ['mss', 'MSS alone', [MSS]],
  ['mss-eol', 'MSS, EOL', [MSS, EOL]],
  ['nop-mss', 'NOP, MSS', [NOP, MSS]],
  ['nop-nop-nop-mss-eol', 'three NOPs, MSS, EOL', [NOP, NOP, NOP, MSS, EOL]],
  ['mss-nop', 'MSS, NOP', [MSS, NOP]],
  ['unknown-mss', 'an unknown option of 3 octets, MSS', [unknown(79, 3), MSS]],
  ['last', 'MSS in the last octets there are', [...Array<TcpOption>(36).fill(NOP), MSS]],
];

/** What may stand before the data in any segment. */
const ANYWHERE: readonly (readonly [string, readonly TcpOption[]])[] = [
  ['eol', [EOL]],
  ['nop', Array<TcpOption>(7).fill(NOP)],
  ['mss', [MSS]],
  ['nop-mss-eol', [NOP, MSS, EOL]],
];

suite('3.1 options', () => {
  for (const [name, words, options] of ARRANGEMENTS) {
    must(
      `find the MSS Option in a SYN with ${words}`,
      {
        id: `rfc9293/3.1/options-syn-${name}`,
        cites: ['RFC9293 3.1', 'RFC9293 3.2', 'RFC9293 MUST-4', 'RFC9293 MUST-64'],
        states: ['LISTEN', 'ESTABLISHED'],
      },
      (world) => heedsMss(world, options),
    );
  }

  must(
    'end the list of options at EOL: what follows it is no option',
    {
      id: 'rfc9293/3.1/options-syn-after-eol',
      cites: ['RFC9293 3.1', 'RFC9293 3.2', 'RFC9293 MUST-4'],
      states: ['LISTEN', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await establish(world, { syn: { options: [NOP, NOP, NOP, EOL, MSS] } });
      await target.send(Buffer.alloc(OCTETS));
      const segments = await receiveData(peer, OCTETS);
      expect(longest(segments), 'the longest segment without an MSS Option').to.be.above(MSS_VALUE);
    },
  );

  for (const kind of KINDS) {
    for (const length of LENGTHS_IN_SYN) {
      must(
        `ignore an option of the unknown kind ${kind} and length ${length} in a SYN, and find the MSS Option after it`,
        {
          id: `rfc9293/3.1/unknown-option-syn-${kind}-length-${length}`,
          cites: ['RFC9293 3.1', 'RFC9293 MUST-6'],
          states: ['LISTEN', 'ESTABLISHED'],
        },
        (world) => heedsMss(world, [unknown(kind, length), MSS]),
      );
    }

    must(
      `ignore options of the unknown kind ${kind} in ACK, data and FIN`,
      {
        id: `rfc9293/3.1/unknown-option-${kind}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-6'],
        states: ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT'],
      },
      (world) =>
        processes(
          world,
          LENGTHS.map((length) => [unknown(kind, length)]),
        ),
    );

    must(
      `ignore an option of the unknown kind ${kind} in a RST`,
      {
        id: `rfc9293/3.1/unknown-option-rst-${kind}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-6'],
        arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        await reach('ESTABLISHED', world);
        await world.peer.send('RST', { options: [unknown(kind, 12)] });
        await world.target.reaches('CLOSED');
      },
    );
  }

  for (const [name, options] of ANYWHERE) {
    must(
      `take options in any segment: ${name.replaceAll('-', ', ').toUpperCase()} in ACK, data and FIN`,
      {
        id: `rfc9293/3.1/options-anywhere-${name}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-5', 'RFC9293 MUST-4'],
        states: ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT'],
      },
      (world) => processes(world, [options]),
    );

    must(
      `take options in any segment: ${name.replaceAll('-', ', ').toUpperCase()} in a RST`,
      {
        id: `rfc9293/3.1/options-anywhere-rst-${name}`,
        cites: ['RFC9293 3.1', 'RFC9293 MUST-5', 'RFC9293 MUST-4'],
        arc: ['ESTABLISHED', 'CLOSED', 'rcv RST'],
      },
      async (world) => {
        await reach('ESTABLISHED', world);
        await world.peer.send('RST', { options });
        await world.target.reaches('CLOSED');
      },
    );
  }

  must(
    'make out every option it sends by kind and length, with zeros after EOL, whatever it was offered',
    {
      id: 'rfc9293/3.1/options-sent',
      cites: ['RFC9293 3.1', 'RFC9293 MUST-68', 'RFC9293 MUST-69'],
      states: ['SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1'],
    },
    async (world) => {
      const { peer, target } = world;
      await establish(world, {
        syn: { options: [MSS, { kind: 'sack-permitted' }, { kind: 'window-scale', shift: 3 }] },
      });
      await peer.send('PSH,ACK', { data: 'out of order', seq: peer.snd.nxt + 1 }); // draws a SACK option
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      await target.send('data');
      await peer.expect('ACK', { data: 'data' });
      await target.close();
      await peer.expect('FIN,ACK');
      const problems = peer.trace.filter(({ from }) => from === 'target').flatMap(({ segment }) => segment.problems);
      expect(problems, 'what is wrong with its options').to.deep.equal([]);
    },
  );
});

/** An option of a kind that is nobody's, of so many octets in all. */
function unknown(number: number, length: number): TcpOption {
  return { kind: 'unknown', number, data: new Uint8Array(length - 2).fill(0xa5) };
}

function longest(segments: readonly { readonly payload: Uint8Array }[]): number {
  return Math.max(...segments.map(({ payload }) => payload.length));
}

/** Shakes hands with these options in the SYN; no segment that comes then is longer than the MSS among them. */
async function heedsMss(world: World, options: readonly TcpOption[]): Promise<void> {
  const { peer, target } = world;
  await reach('LISTEN', world);
  await peer.send('SYN', { options });
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await peer.send('ACK');
  await target.accept();
  await target.send(Buffer.alloc(OCTETS));
  expect(longest(await receiveData(peer, OCTETS)), 'the longest segment').to.be.at.most(MSS_VALUE);
}

/** Completes a handshake with an ACK, sends data and a FIN, each with options; all are taken as if they had none. */
async function processes(world: World, lists: readonly (readonly TcpOption[])[]): Promise<void> {
  const { peer, target } = world;
  await reach('SYN-RECEIVED', world);
  const [options = []] = lists;
  await peer.send('ACK', { options });
  await target.accept();
  for (const list of lists) {
    await peer.send('PSH,ACK', { options: list, data: 'data' });
    await peer.acknowledged();
  }
  await peer.send('FIN,ACK', { options });
  await peer.acknowledged();
  const { data, end } = await target.receive(1_000);
  expect(data.toString(), 'what the user received').to.equal('data'.repeat(lists.length));
  expect(end, 'the end of the data').to.equal(true);
}
