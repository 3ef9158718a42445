import { expect } from 'chai';
import {
  emptyAck,
  Inconclusive,
  must,
  Nonconformance,
  reach,
  should,
  suite,
  Unsupported,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Where a SYN that is no new connection begins, relative to RCV.NXT. */
const OLD_SYNS = [
  ['one-left', -1],
  ['left', -1_000],
  ['far-left', -(2 ** 30)],
] as const;

/** The timestamp of the peer while the connection lived. */
const LAST_TS = 1_000_000;

/** Sequence number relative to RCV.NXT, and timestamp relative to the last one, if any, of a SYN that RFC 6191 2 has accepted. */
const ACCEPTED: readonly (readonly [string, number, number | undefined])[] = [
  ['newer-timestamp-lower-seq', -100_000, 1_000],
  ['newer-timestamp-higher-seq', 100_000, 1_000],
  ['newer-timestamp-far-lower-seq', -(2 ** 30), 1],
  ['same-timestamp-higher-seq', 100_000, 0],
  ['no-timestamp-higher-seq', 100_000, undefined],
];

/** The same of a SYN that it leaves out. */
const REFUSED: readonly (readonly [string, number, number | undefined])[] = [
  ['same-timestamp-lower-seq', -100_000, 0],
  ['older-timestamp-lower-seq', -100_000, -1_000],
  ['older-timestamp-higher-seq', 100_000, -1_000],
  ['no-timestamp-lower-seq', -100_000, undefined],
];

suite('3.6.1 segments in TIME-WAIT', () => {
  must(
    'answer a bare ACK at RCV.NXT with nothing',
    { id: 'rfc9293/3.6.1/ack', cites: ['RFC9293 3.10.7.4 step 5', 'RFC9293 3.6.1'], states: ['TIME-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      for (let n = 0; n < 3; n++) await peer.send('ACK');
      await peer.silence();
      await target.stays('TIME-WAIT');
    },
  );

  must(
    'ignore text beyond the FIN',
    { id: 'rfc9293/3.6.1/new-text', cites: ['RFC9293 3.10.7.4 step 7', 'RFC9293 3.6.1'], states: ['TIME-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      await peer.send('PSH,ACK', { seq: peer.snd.nxt, data: 'too late' });
      const behaviour = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
      await target.stays('TIME-WAIT');
      const { data, end } = await target.receive(1_000);
      expect([data.toString(), end], 'what the user received').to.deep.equal(['', true]);
      return behaviour;
    },
  );

  for (const [name, offset] of OLD_SYNS) {
    must(
      `not open a connection for a SYN at RCV.NXT${offset}`,
      {
        id: `rfc9293/3.6.1/old-syn-${name}`,
        cites: ['RFC9293 3.6.1', 'RFC9293 3.10.7.4 step 1', 'RFC6191 2'],
        states: ['TIME-WAIT'],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('TIME-WAIT', world);
        await peer.send('SYN', { seq: add(peer.snd.nxt, offset) });
        const behaviour = await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], silent: null });
        await target.stays('TIME-WAIT');
        return behaviour;
      },
    );
  }

  must(
    'not open a connection for a SYN,ACK, wherever it lies',
    { id: 'rfc9293/3.6.1/syn-ack', cites: ['RFC9293 3.10.7.4 step 4', 'RFC5961 4.2'], states: ['TIME-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      await peer.send('SYN,ACK', { seq: add(peer.snd.nxt, 1_000_000) });
      await peer.expect('ACK', emptyAck(peer));
      await target.stays('TIME-WAIT');
    },
  );

  must(
    'return to TIME-WAIT when the SYN that it took for a new connection turns out to be an old duplicate',
    {
      id: 'rfc9293/3.6.1/back-to-time-wait',
      cites: ['RFC9293 3.6.1', 'RFC9293 MAY-2'],
      states: ['TIME-WAIT', 'SYN-RECEIVED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('TIME-WAIT', world);
      const { nxt } = peer.snd;
      const answer = emptyAck(peer);
      peer.renew(add(nxt, 100_000));
      await peer.send('SYN');
      const taken = await peer.expectOneOf({
        reopened: ['SYN,ACK', { ack: peer.snd.nxt }],
        acknowledged: ['ACK', answer],
      });
      if (taken === 'acknowledged') throw new Unsupported('a SYN does not open a connection out of TIME-WAIT');
      await target.reaches('SYN-RECEIVED');
      await peer.send('RST', { seq: peer.last.ack });
      await target.reaches('TIME-WAIT', { withinMs: 2_000 });
    },
  );

  for (const [name, offset, newer] of ACCEPTED) {
    should(
      `open a connection for a SYN with ${inWords(offset, newer)}`,
      {
        id: `rfc6191/2/${name}`,
        cites: ['RFC6191 2', 'RFC9293 3.6.1', 'RFC9293 SHLD-4'],
        arc: ['TIME-WAIT', 'SYN-RECEIVED'],
      },
      async (world) => {
        const { peer, target } = world;
        await timeWaitWithTimestamps(world);
        const used = peer.rcv.nxt;
        await synAt(offset, newer, world);
        const { seq } = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
        expect((seq - used) | 0, 'how far the new ISS is above what was used before').to.be.above(0);
        await target.reaches('SYN-RECEIVED');
      },
    );
  }

  for (const [name, offset, newer] of REFUSED) {
    must(
      `not open a connection for a SYN with ${inWords(offset, newer)}`,
      { id: `rfc6191/2/${name}`, cites: ['RFC6191 2', 'RFC9293 3.6.1'], states: ['TIME-WAIT'] },
      async (world) => {
        const { peer, target } = world;
        await timeWaitWithTimestamps(world);
        const answer = emptyAck(peer);
        await synAt(offset, newer, world);
        const behaviour = await peer.expectOneOf({ ack: ['ACK', answer], silent: null });
        await target.stays('TIME-WAIT');
        return behaviour;
      },
    );
  }
});

function inWords(offset: number, newer: number | undefined): string {
  const seq = `a ${Math.abs(offset) > 1_000_000 ? 'far ' : ''}${offset > 0 ? 'higher' : 'lower'} sequence number`;
  if (newer === undefined) return `${seq} and no timestamp`;
  return `${seq} and ${newer > 0 ? 'a newer' : newer < 0 ? 'an older' : 'the last'} timestamp`;
}

/** A SYN of a new incarnation. */
async function synAt(offset: number, newer: number | undefined, { peer }: World): Promise<void> {
  peer.renew(add(peer.snd.nxt, offset));
  const timestamps = { kind: 'timestamps', value: LAST_TS + (newer ?? 0), echoReply: 0 } as const;
  await peer.send('SYN', { options: [{ kind: 'mss', value: 1_400 }, ...(newer === undefined ? [] : [timestamps])] });
}

/** TIME-WAIT, reached with timestamps on all segments. */
async function timeWaitWithTimestamps({ peer, target }: World): Promise<void> {
  const stamped = () => {
    const theirs = peer.last.options.find((option) => option.kind === 'timestamps');
    if (!theirs) throw new Unsupported('the target has no timestamps');
    return { options: [{ kind: 'timestamps', value: LAST_TS, echoReply: theirs.value } as const] };
  };
  try {
    await target.passiveOpen();
    const options = [
      { kind: 'mss', value: 1_400 },
      { kind: 'timestamps', value: LAST_TS, echoReply: 0 },
    ] as const;
    await peer.send('SYN', { options });
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    await peer.send('ACK', stamped());
    await target.reaches('ESTABLISHED');
    await target.accept();
    await target.close();
    await peer.expect('FIN,ACK');
    await peer.send('FIN,ACK', stamped());
    await peer.expect('ACK', { ack: peer.snd.nxt });
    await target.reaches('TIME-WAIT');
  } catch (error) {
    if (error instanceof Nonconformance) throw new Inconclusive(`TIME-WAIT was not reached: ${error.message}`);
    throw error;
  }
}
