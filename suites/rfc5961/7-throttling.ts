import { expect } from 'chai';
import { emptyAck, may, must, reach, should, suite, Unsupported, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

type Peer = World['peer'];

const BURST = 100;
/** So often, and for so long, probes come while the limit is measured: 50 a second for 2.5 s. */
const PROBES = 125;
const EVERY_MS = 20;
const CONNECTIONS = 50;

/** What draws a challenge ACK, and does not move SND.NXT of the peer. */
const CAUSES: readonly (readonly [name: string, words: string, flags: string])[] = [
  ['', 'SYNs', 'SYN'],
  ['-rst', 'RSTs', 'RST'],
];

suite('RFC 5961 7 ACK throttling', () => {
  for (const [name, words, flags] of CAUSES) {
    should(
      `limit the challenge ACKs that ${words} in the window draw`,
      { id: `rfc5961/7/ack-throttling${name}`, cites: ['RFC5961 7'], states: ['ESTABLISHED'], lastsMs: 1_000 },
      async (world) => {
        const { peer } = world;
        await reach('ESTABLISHED', world);
        for (let n = 1; n <= BURST; n++) await peer.send(flags, { seq: add(peer.snd.nxt, n) });
        await firstChallenge(peer);
        expect(1 + (await challenges(peer)), `challenge ACKs for ${BURST} ${words} at once`).to.be.below(BURST);
      },
    );
  }

  // Section 7 speaks of what RSTs and SYNs draw; the ACK of 5.2 may be limited with it.
  may(
    'answer acknowledgments of what was not sent, each of them or as many as its limit allows',
    { id: 'rfc5961/7/ack-throttling-ack', cites: ['RFC5961 5.2', 'RFC5961 7', 'RFC9293 3.10.7.4 step 5'] },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      for (let n = 1; n <= BURST; n++) await peer.send('ACK', { ack: add(peer.rcv.nxt, n) });
      await peer.expect('ACK', emptyAck(peer));
      return 1 + (await challenges(peer)) === BURST ? 'unlimited' : 'limited';
    },
  );

  may(
    'send challenge ACKs so far apart, or so many at once, as its limit allows a connection',
    { id: 'rfc5961/7/limit-measured', cites: ['RFC5961 7'], states: ['ESTABLISHED'], lastsMs: 4_000 },
    async (world) => {
      const { peer, deadline, measured } = world;
      await reach('ESTABLISHED', world);
      for (let n = 1; n <= PROBES; n++) {
        await peer.send('SYN', { seq: add(peer.snd.nxt, n) });
        await deadline.pause(EVERY_MS);
      }
      await firstChallenge(peer);
      const count = 1 + (await challenges(peer));
      if (count === 1 || count === PROBES) return count === 1 ? 'one' : 'none';
      const at = peer.trace.filter(({ from }) => from === 'target').map((entry) => entry.at);
      const gaps = at.slice(2).map((each, n) => each - (at[n + 1] ?? 0)); // the SYN,ACK is none
      const shortest = Math.min(...gaps);
      measured('shortest-gap', shortest);
      return shortest < 3 * EVERY_MS ? `${count}-at-once` : `one-every-${100 * Math.round(shortest / 100)}-ms`;
    },
  );

  must(
    'go on after more unacceptable segments than its limit answers, and answer again when it is over',
    {
      id: 'rfc5961/7/limit-passes',
      cites: ['RFC5961 7', 'RFC5961 4.2', 'RFC9293 3.10.7.4 step 4'],
      states: ['ESTABLISHED'],
      lastsMs: 7_000,
    },
    async (world) => {
      const { peer, target, deadline } = world;
      await reach('ESTABLISHED', world);
      for (let n = 1; n <= BURST; n++) await peer.send('SYN', { seq: add(peer.snd.nxt, n) });
      await firstChallenge(peer);
      await challenges(peer);
      await target.stays('ESTABLISHED');
      await deadline.pause(5_500); // section 7 thinks of a limit in 5 seconds
      await peer.send('SYN', { seq: add(peer.snd.nxt, 1) });
      await peer.expect('ACK', emptyAck(peer));
    },
  );

  may(
    'count the challenge ACKs of each connection apart, or those of the host',
    { id: 'rfc5961/7/limit-scope', cites: ['RFC5961 7'], states: ['ESTABLISHED'], lastsMs: 1_000 },
    async (world) => {
      const { peer } = world;
      await reach('ESTABLISHED', world);
      const other = await anotherConnection(world);
      for (let n = 1; n <= BURST; n++) await peer.send('SYN', { seq: add(peer.snd.nxt, n) });
      await firstChallenge(peer);
      if (1 + (await challenges(peer)) === BURST) return 'none-seen';
      await other.send('SYN', { seq: add(other.snd.nxt, 1) });
      const answer = await other.expectOneOf({ ack: ['ACK', emptyAck(other)], silent: null });
      return answer === 'ack' ? 'per-connection' : 'of-the-host';
    },
  );

  may(
    `answer a SYN on each of ${CONNECTIONS} connections at once, or limit the challenge ACKs of the host`,
    { id: 'rfc5961/7/host-limit', cites: ['RFC5961 7'], states: ['ESTABLISHED'], lastsMs: 3_000, exclusive: true },
    async (world) => {
      await reach('ESTABLISHED', world);
      const peers = [world.peer];
      while (peers.length < CONNECTIONS) peers.push(await anotherConnection(world));
      for (const each of peers) await each.send('SYN', { seq: add(each.snd.nxt, 1) });
      await firstChallenge(world.peer);
      let answers = 1;
      for (const each of peers) answers += await challenges(each);
      return answers === CONNECTIONS ? 'none-seen' : `${answers}-at-once`;
    },
  );
});

/** Takes the first answer. Throws Unsupported where it is a reset: such a target has no challenge ACKs to limit. */
async function firstChallenge(peer: Peer): Promise<void> {
  const kinds = { ack: ['ACK', emptyAck(peer)], rst: ['RST'], 'rst-ack': ['RST,ACK'] } as const;
  if ((await peer.expectOneOf(kinds, { withinMs: 1_000 })) === 'ack') return;
  throw new Unsupported('what is in the window resets the connection: there are no challenge ACKs');
}

/** Takes the challenge ACKs that have come; resolves to their number. */
async function challenges(peer: Peer): Promise<number> {
  let count = 0;
  while ((await peer.expectOneOf({ ack: ['ACK', emptyAck(peer)], none: null })) === 'ack') count++;
  return count;
}

/** ESTABLISHED, to the same listener. */
async function anotherConnection(world: World): Promise<Peer> {
  const peer = world.anotherPeer();
  await peer.send('SYN');
  await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
  await peer.send('ACK');
  return peer;
}
