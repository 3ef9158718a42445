import { expect } from 'chai';
import {
  establishFarAway,
  must,
  reach,
  receiveToFin,
  type State,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { distance } from '../../src/wire/seq.js';

type Peer = World['peer'];

const CLOSED_ALREADY: readonly State[] = ['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'];

/** What sockets say for 'connection closing'. RFC 9293 3.10.4 says of FIN-WAIT alone that ok is as good; for the others see `close-error`. */
const CLOSING = [undefined, 'ENOTCONN', 'EPIPE', 'ESHUTDOWN', 'EINVAL', 'ECONNRESET'];

suite('3.10.4 the CLOSE call', () => {
  for (const state of CLOSED_ALREADY) {
    must(
      `send no second FIN on CLOSE in ${state}`,
      {
        id: `rfc9293/3.10.4/close-in-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.4'],
        states: [state],
        lastsMs: 1_000,
      },
      async (world) => {
        const { peer, target, deadline } = world;
        await reach(state, world);
        const errno = await target.tries(() => target.close());
        expect(errno, 'what CLOSE ends with').to.be.oneOf(CLOSING);
        await target.stays(state);
        await peer.send('ACK');
        await deadline.pause(500);
        await peer.barrier();
        const fins = peer.trace.filter(({ from, segment }) => from === 'target' && (segment.flags & 1) !== 0);
        const beyond = fins.map(({ segment }) => distance(peer.rcv.nxt, segment.seq));
        expect(Math.max(...beyond), 'SEG.SEQ of the last FIN, from RCV.NXT').to.equal(-1);
        return errno?.toLowerCase() ?? 'ok';
      },
    );
  }

  for (const state of ['CLOSING', 'LAST-ACK', 'TIME-WAIT'] as const) {
    should(
      `answer CLOSE in ${state} with an error`,
      { id: `rfc9293/3.10.4/close-error-${state.toLowerCase()}`, cites: ['RFC9293 3.10.4'], states: [state] },
      async (world) => {
        const { target } = world;
        await reach(state, world);
        const errno = await target.tries(() => target.close());
        expect(errno, 'what CLOSE ends with').to.be.oneOf(CLOSING.slice(1));
        return errno?.toLowerCase() ?? 'ok';
      },
    );
  }

  for (const state of ['ESTABLISHED', 'CLOSE-WAIT'] as const) {
    must(
      `send all data before the FIN when the user closes in ${state} with data that is held back`,
      {
        id: `rfc9293/3.10.4/data-before-fin-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.4', 'RFC9293 3.8'],
        arc: state === 'ESTABLISHED' ? ['ESTABLISHED', 'FIN-WAIT-1'] : ['CLOSE-WAIT', 'LAST-ACK'],
        lastsMs: 1_000,
      },
      async (world) => {
        const { peer, target } = world;
        await establishFarAway(world); // its time-out is then long enough to look at the state before the data is acknowledged
        if (state === 'CLOSE-WAIT') await closeFirst(world);
        for (const piece of ['one, ', 'two, ', 'three']) await target.send(piece); // all but the first wait for its ACK
        await target.close();
        await target.reaches(state === 'ESTABLISHED' ? 'FIN-WAIT-1' : 'LAST-ACK');
        expect(await receiveToFin(peer), 'the data').to.equal('one, two, three');
        await peer.send('ACK');
        await target.reaches(state === 'ESTABLISHED' ? 'FIN-WAIT-2' : 'CLOSED');
      },
    );

    must(
      `send all data before the FIN when the user closes in ${state} while the window is zero`,
      {
        id: `rfc9293/3.10.4/zero-window-${state.toLowerCase()}`,
        cites: ['RFC9293 3.10.4', 'RFC9293 3.8.6.1'],
        states: [state],
        lastsMs: 2_000,
      },
      async (world) => {
        const { peer, target } = world;
        await reach(state, world);
        await peer.send('ACK', { window: 0 });
        await peer.barrier();
        await target.send('x'.repeat(3_000));
        await target.close();
        const probed = await takeProbes(peer);
        await peer.send('ACK');
        expect(probed + (await receiveToFin(peer)), 'the data').to.equal('x'.repeat(3_000));
        await peer.send('ACK');
        await target.reaches(state === 'ESTABLISHED' ? 'FIN-WAIT-2' : 'CLOSED');
      },
    );
  }
});

/** What probes of the zero window have come by now, when the tester was slow to open it: resolves to the octets that they bore. */
async function takeProbes(peer: Peer): Promise<string> {
  let octets = '';
  while ((await peer.expectOneOf({ probe: ['ACK'], none: null })) === 'probe')
    octets += Buffer.from(peer.last.payload).toString('latin1');
  return octets;
}

/** CLOSE-WAIT. */
async function closeFirst({ peer }: World): Promise<void> {
  await peer.send('FIN,ACK');
  await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
}
