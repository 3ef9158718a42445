import { expect } from 'chai';
import { may, must, type Opening, reach, type State, suite, type World } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const WAITING: readonly (readonly [State, Opening])[] = [
  ['SYN-SENT', 'active'],
  ['SYN-RECEIVED', 'simultaneous'],
  ['ESTABLISHED', 'passive'],
  ['FIN-WAIT-1', 'passive'],
  ['FIN-WAIT-2', 'passive'],
];

/** What a RECEIVE ends with that nothing satisfied in its time, or that cannot be queued. */
const QUEUED = ['EAGAIN', 'ETIMEDOUT', 'ENOTCONN'];

/** What sockets say for 'connection closing', where they do not just say that the data has come to its end. */
const CLOSING = [undefined, 'ENOTCONN', 'ECONNRESET', 'ESHUTDOWN'];

suite('3.10.3 the RECEIVE call', () => {
  may(
    'queue a RECEIVE in LISTEN, or refuse it for want of a connection',
    { id: 'rfc9293/3.10.3/receive-in-listen', cites: ['RFC9293 3.10.3'], states: ['LISTEN'] },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      const errno = await target.tries(() => target.user.receive({ socket: target.listener, max: 1, withinMs: 100 }));
      expect(errno, 'what RECEIVE ends with').to.be.oneOf(QUEUED);
      await peer.silence();
      await target.stays('LISTEN');
      return errno?.toLowerCase() ?? 'queued';
    },
  );

  for (const [state, opening] of WAITING) {
    must(
      `let a RECEIVE in ${state} wait for data`,
      { id: `rfc9293/3.10.3/receive-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.3'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world, opening);
        const waiting = target.receive(7);
        waiting.catch(() => {}); // told below, unless something else fails before
        await peer.barrier();
        await goOn(state, world);
        await peer.send('PSH,ACK', {
          data: 'awaited',
          ack: state === 'FIN-WAIT-1' ? add(peer.rcv.nxt, -1) : peer.rcv.nxt,
        });
        expect((await waiting).data.toString(), 'what the user received').to.equal('awaited');
        await peer.acknowledged();
      },
    );
  }

  must(
    'satisfy RECEIVE in CLOSE-WAIT with the data on hand, and then say that the connection is closing',
    { id: 'rfc9293/3.10.3/receive-in-close-wait', cites: ['RFC9293 3.10.3'], states: ['CLOSE-WAIT'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('FIN,PSH,ACK', { data: 'on hand' });
      await peer.acknowledged();
      await target.reaches('CLOSE-WAIT');
      expect((await target.receive(7)).data.toString(), 'what the user received').to.equal('on hand');
      for (const _ of ['once', 'again']) {
        const { data, end } = await target.receive(7);
        expect(end, 'the end of the data').to.equal(true);
        expect(data, 'further data').to.have.length(0);
      }
      await target.stays('CLOSE-WAIT');
    },
  );

  for (const state of ['CLOSING', 'LAST-ACK', 'TIME-WAIT'] as const) {
    must(
      `answer RECEIVE in ${state} with the end of the data, or an error`,
      { id: `rfc9293/3.10.3/receive-in-${state.toLowerCase()}`, cites: ['RFC9293 3.10.3'], states: [state] },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        let ended = false;
        const errno = await target.tries(async () => {
          ended = (await target.receive(1)).end;
        });
        expect(errno, 'what RECEIVE ends with').to.be.oneOf(CLOSING);
        expect(ended || errno !== undefined, 'the end of the data').to.equal(true);
        await peer.silence();
        return errno?.toLowerCase() ?? 'end-of-data';
      },
    );
  }
});

/** From the states of opening on to ESTABLISHED. */
async function goOn(state: State, { peer, target }: World): Promise<void> {
  if (state !== 'SYN-SENT' && state !== 'SYN-RECEIVED') return;
  await peer.send('SYN,ACK', state === 'SYN-SENT' ? {} : { seq: peer.iss });
  await target.reaches('ESTABLISHED');
  await peer.barrier();
  while ((await peer.expectOneOf({ ack: ['ACK', { ack: peer.snd.nxt, length: 0 }], none: null })) === 'ack');
}
