import { add } from '../wire/seq.js';
import type { State } from './states.js';
import type { World } from './world.js';

/**
 * Proves on the wire that the target is in a state, by a consequence that only this state has, and files the witness.
 * The state must just have been reached with `reach`; the proof may leave it. Throws Nonconformance if it fails.
 */
export async function witness(state: State, world: World): Promise<void> {
  await proofOf(state, world);
  world.witnessed(state);
}

function proofOf(state: State, world: World): Promise<void> {
  const { service } = world.target;
  const bySame = service && (BY_SERVICE[state] ?? (service.readsOn === false ? AFTER_FULL_CLOSE[state] : undefined));
  return (bySame ?? PROOFS[state])(world);
}

/**
 * Where nobody sends as told: an octet that was had before is answered with an ACK (RFC 9293 3.10.7.4, first) which tells which FINs
 * were sent and taken.
 */
const BY_SERVICE: Partial<Record<State, (world: World) => Promise<void>>> = {
  /** No FIN was sent, none was taken, and the connection is there. */
  ESTABLISHED: answersOldOctet,

  /** Our FIN was taken, and none sent. */
  'CLOSE-WAIT': answersOldOctet,
};

/** Where the service has given its socket up, so that data is answered with RST (3.6.1). */
const AFTER_FULL_CLOSE: Partial<Record<State, (world: World) => Promise<void>>> = {
  /** The FIN is sent again, and we have sent none. */
  'FIN-WAIT-1': async ({ peer }) => {
    await peer.retransmission();
  },

  /** Its FIN is acknowledged, so that it is not sent again; we have sent none, and the connection is there. */
  'FIN-WAIT-2': answersOldOctet,
};

async function answersOldOctet({ peer }: World): Promise<void> {
  await peer.send('ACK', { seq: add(peer.snd.una, -1), data: 'x' });
  await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
}

const PROOFS: Readonly<Record<State, (world: World) => Promise<void>>> = {
  /** No connection exists: an ACK draws RST <SEQ=SEG.ACK> (3.10.7.1), and a SYN is refused. */
  CLOSED: async ({ peer, freshIss }) => {
    const ack = await peer.send('ACK', { seq: freshIss(), ack: freshIss() });
    await peer.expect('RST', { seq: ack.ack });
    const syn = await peer.send('SYN');
    await peer.expect('RST,ACK', { seq: 0, ack: add(syn.seq, 1) });
  },

  /** A SYN draws SYN,ACK (3.10.7.2); the RST takes the connection back. */
  LISTEN: async ({ peer }) => {
    await peer.send('SYN');
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    await peer.send('RST');
  },

  /** An ACK of nothing sent draws RST, as in LISTEN and CLOSED (3.10.7.3), but the SYN is still being sent again. */
  'SYN-SENT': async ({ peer }) => {
    const unacceptable = await peer.send('ACK', { ack: peer.irs });
    await peer.expect('RST', { seq: unacceptable.ack });
    await peer.retransmission();
  },

  /** SYN,ACK is sent again while our ACK is missing. */
  'SYN-RECEIVED': async ({ peer }) => {
    await peer.retransmission();
  },

  /** Data flows both ways. */
  ESTABLISHED: async ({ peer, target }) => {
    await peer.send('PSH,ACK', { data: 'ping' });
    await peer.acknowledged();
    await target.send('pong');
    await peer.expect('ACK', { data: 'pong' });
    await peer.send('ACK');
  },

  /** The FIN is sent again, and data is still taken. */
  'FIN-WAIT-1': async ({ peer }) => {
    await peer.retransmission();
    await peer.send('PSH,ACK', { data: 'more', ack: add(peer.rcv.nxt, -1) });
    await peer.acknowledged();
  },

  /** Its FIN is acknowledged, and data is still taken. */
  'FIN-WAIT-2': async ({ peer }) => {
    await peer.send('PSH,ACK', { data: 'more' });
    await peer.acknowledged();
  },

  /** Our FIN is acknowledged, and data still comes. */
  'CLOSE-WAIT': async ({ peer, target }) => {
    await target.send('after your FIN');
    await peer.expect('ACK', { data: 'after your FIN', ack: peer.snd.nxt });
    await peer.send('ACK');
  },

  /** Its FIN is sent again; acknowledged, it is followed by TIME-WAIT, in which our FIN is acknowledged once more. */
  CLOSING: async (world) => {
    const { peer } = world;
    await peer.retransmission();
    await peer.send('ACK');
    await answersFinAgain(world);
  },

  /** Its FIN is sent again; acknowledged, it is followed by CLOSED, in which our FIN draws RST. */
  'LAST-ACK': async ({ peer }) => {
    await peer.retransmission();
    await peer.send('ACK');
    const fin = await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1) });
    await peer.expect('RST', { seq: fin.ack });
  },

  /** Both FINs are acknowledged, and our FIN is acknowledged once more. */
  'TIME-WAIT': async (world) => {
    await answersFinAgain(world);
  },
};

async function answersFinAgain({ peer }: World): Promise<void> {
  await peer.send('FIN,ACK', { seq: add(peer.snd.nxt, -1) });
  await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
}
