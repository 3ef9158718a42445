import { expect } from 'chai';
import {
  afterReset,
  emptyAck,
  must,
  quietAck,
  reach,
  type SendFields,
  SITUATIONS,
  type Situation,
  SYN_RECEIVED,
  situation,
  suite,
  userReceives,
  type World,
  WRONG_CHECKSUMS,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** A segment that makes a difference in a state, and what shows that it was taken. */
interface Row {
  readonly at: Situation;
  readonly name: string;
  readonly flags: string;
  readonly data?: string;
  readonly taken: (world: World) => Promise<unknown>;
}

const ROWS: readonly Row[] = [
  {
    at: situation('CLOSED'),
    name: 'syn',
    flags: 'SYN',
    taken: ({ peer }) => peer.expect('RST,ACK', { ack: peer.snd.nxt }),
  },
  {
    at: situation('LISTEN'),
    name: 'syn',
    flags: 'SYN',
    taken: ({ peer }) => peer.expect('SYN,ACK', { ack: peer.snd.nxt }),
  },
  { at: situation('SYN-SENT'), name: 'rst-ack', flags: 'RST,ACK', taken: ({ target }) => target.reaches('CLOSED') },
  {
    at: situation('SYN-SENT'),
    name: 'syn',
    flags: 'SYN',
    taken: ({ peer }) => peer.expect('SYN,ACK', { ack: peer.snd.nxt }),
  },
  ...SYN_RECEIVED.map(acked('ESTABLISHED')),
  {
    at: situation('ESTABLISHED'),
    name: 'data',
    flags: 'PSH,ACK',
    data: 'odd',
    taken: (world) => userReceives(world, 'odd'),
  },
  ...[situation('FIN-WAIT-1')].map(acked('FIN-WAIT-2')),
  ...[situation('CLOSING')].map(acked('TIME-WAIT')),
  ...[situation('LAST-ACK')].map(acked('CLOSED')),
  ...[situation('FIN-WAIT-1'), situation('FIN-WAIT-2')].map(ended),
  ...SITUATIONS.filter(({ state }) => state !== 'TIME-WAIT').map(reset),
];

/** Data Offset in words of 32 bits: below the fixed header, and past the end of a segment that has no options. */
const BAD_OFFSETS = [
  ['zero', 'is zero', 0],
  ['one', 'is one word', 1],
  ['below-header', 'is less than the fixed header', 4],
  ['beyond', 'is past the end of the segment', 15],
] as const;

/** What is shown beside this table: by 3.1-checksum.ts and 3.1-header.ts. */
const SHOWN: ReadonlySet<string> = new Set(
  ['syn listen', 'ack syn-received', 'data established', 'rst established'].flatMap((row) => [
    ...['off-by-one', 'zero', 'bit-15'].map((kind) => `${row} checksum ${kind}`),
    ...(/syn l|data/.test(row) ? ['zero', 'below-header', 'beyond'].map((kind) => `${row} data-offset ${kind}`) : []),
  ]),
);

/** Both, as fields of a segment. */
const SPOILT: readonly { name: string; words: string; spoilt: SendFields }[] = [
  ...WRONG_CHECKSUMS.map(({ name, words, of }) => ({
    name: `checksum-${name}`,
    words: `checksum ${words}`,
    spoilt: { checksum: of },
  })),
  ...BAD_OFFSETS.map(([name, words, dataOffset]) => ({
    name: `data-offset-${name}`,
    words: `Data Offset ${words}`,
    spoilt: { dataOffset, options: [] },
  })),
];

const ALL_RESERVED = 15;

const unreserved = {
  where: ({ reserved }: { reserved: number }) => (reserved ? `reserved bits ${reserved}` : undefined),
};

suite('3.1 spoiled segments', () => {
  for (const { at, name, flags, data, taken } of ROWS) {
    const { state, path, where } = at;
    for (const { name: kind, words, of } of WRONG_CHECKSUMS) {
      if (SHOWN.has(`${name} ${path} checksum ${kind}`)) continue;
      must(
        `drop <CTL=${flags}> in ${where} whose checksum ${words}`,
        {
          id: `rfc9293/3.1/checksum-${name}-${kind}-${path}`,
          cites: ['RFC9293 3.1', 'RFC9293 MUST-3'],
          states: [state],
        },
        (world) => dropped(world, { at, flags, data, taken, spoilt: { checksum: of } }),
      );
    }

    for (const [kind, words, dataOffset] of BAD_OFFSETS) {
      if (SHOWN.has(`${name} ${path} data-offset ${kind}`)) continue;
      must(
        `drop <CTL=${flags}> in ${where} whose Data Offset ${words}`,
        { id: `rfc9293/3.1/data-offset-${name}-${kind}-${path}`, cites: ['RFC9293 3.1'], states: [state] },
        (world) => dropped(world, { at, flags, data, taken, spoilt: { dataOffset, options: [] } }),
      );
    }

    must(
      `take <CTL=${flags}> in ${where} whose reserved bits are set, and send none`,
      { id: `rfc9293/3.1/reserved-${name}-${path}`, cites: ['RFC9293 3.1'], states: [state] },
      async (world) => {
        const { peer } = world;
        await reach(state, world, at.opening);
        await peer.send(flags, { reserved: ALL_RESERVED, ...(data === undefined ? {} : { data }) });
        await taken(world);
        const sent = peer.trace.filter(({ from, segment }) => from === 'target' && segment.reserved !== 0);
        expect(sent, 'segments with reserved bits').to.have.length(0);
      },
    );
  }

  for (const at of SITUATIONS) {
    const { state, opening, path, where } = at;
    must(
      `answer text left of the window with reserved bits set in ${where} as it answers it without, and send none`,
      {
        id: `rfc9293/3.1/reserved-text-${path}`,
        cites: ['RFC9293 3.1', 'RFC9293 3.10.7.4 step 1'],
        states: [state],
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const seq = add(peer.snd.nxt, -1);
        await peer.send('PSH,ACK', { seq, ack: quietAck(at, peer), data: 'x', reserved: ALL_RESERVED });
        await peer.expect('ACK', { ...emptyAck(peer), ...unreserved });
        if (opening === 'passive') await target.stays(state); // else its ACK may have completed the handshake (A.2)
      },
    );
  }

  for (const { name, words, spoilt } of SPOILT) {
    must(
      `drop a RST, and the FIN again, in TIME-WAIT whose ${words}`,
      {
        id: `rfc9293/3.1/${name}-time-wait`,
        cites: ['RFC9293 3.1', ...(name.startsWith('checksum') ? ['RFC9293 MUST-3'] : [])],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        await peer.send('RST', spoilt);
        await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1), ...spoilt });
        await peer.silence();
        await target.stays('TIME-WAIT');
        await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1) });
        await peer.expect('ACK', emptyAck(peer));
      },
    );
  }
});

/** Sent spoilt, the segment does nothing; sent again as it should be, it is taken. */
async function dropped(
  world: World,
  row: Omit<Row, 'name' | 'data'> & { readonly data: string | undefined; readonly spoilt: SendFields },
): Promise<void> {
  const { peer, target } = world;
  const { state, opening } = row.at;
  await reach(state, world, opening);
  const text = row.data === undefined ? {} : { data: row.data };
  await peer.send(row.flags, { ...text, ...row.spoilt, seq: peer.snd.nxt });
  await peer.silence();
  await target.stays(state);
  await peer.send(row.flags, text);
  await row.taken(world);
}

/** An ACK of all that was sent leads on. */
function acked(next: 'ESTABLISHED' | 'FIN-WAIT-2' | 'TIME-WAIT' | 'CLOSED'): (at: Situation) => Row {
  return (at) => ({ at, name: 'ack', flags: 'ACK', taken: ({ target }) => target.reaches(next) });
}

/** A FIN, with an ACK of all that was sent, leads on. */
function ended(at: Situation): Row {
  const taken = async ({ peer, target }: World) => {
    await peer.acknowledged();
    await target.reaches('TIME-WAIT');
  };
  return { at, name: 'fin', flags: 'FIN,ACK', taken };
}

/** A RST ends it. */
function reset(at: Situation): Row {
  return { at, name: 'rst', flags: 'RST', taken: ({ target }) => target.reaches(afterReset(at)) };
}
