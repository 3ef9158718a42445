import * as far from '../host/far-end.test.js';
import { FAR, NEAR, type Wire, wire } from '../host/far-end.test.js';
import type { VirtualClock } from '../host/virtual-clock.test.js';
import type { Link } from '../link/link.js';
import { decodeEthernet } from '../wire/ethernet.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { type DecodedSegment, decodeSegment, encodeSegment, parseFlags } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { Deadline } from './deadline.js';
import { Nonconformance } from './nonconformance.js';
import { Peer } from './peer.js';
import type { TimeLooks } from './settings.js';

/** The initial sequence numbers of the two ends: near the top, so that every exchange wraps around. */
export const ISS = 0xffff_fffe;
export const IRS = 0xffff_fffd;

/** What a segment of the target bears, beyond its control bits. */
export interface Says {
  readonly seq?: number;
  readonly ack?: number;
  readonly data?: string;
  readonly window?: number;
  readonly options?: readonly TcpOption[];
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly damaged?: boolean;
}

/** A peer, and the target's end in the test's hands. */
export interface Exchange {
  readonly wire: Wire;
  readonly clock: VirtualClock;
  readonly peer: Peer;
  readonly deadline: Deadline;
  /** How often the barrier was asked for. */
  readonly barriers: () => number;
  /** Has the target send a segment, and waits until it is there. */
  says(flags: string, fields?: Says): Promise<void>;
  /** The same after a while, without waiting. */
  willSay(afterMs: number, flags: string, fields?: Says): void;
  /** The segments that the target has got. */
  got(): DecodedSegment[];
}

export interface ExchangeSettings {
  readonly remotePort?: number | undefined;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly synOptions?: readonly TcpOption[];
  readonly iss?: number;
  /** Puts something between the link and the phantom host. */
  readonly decorate?: (near: Link) => Link;
  readonly looks?: TimeLooks;
}

export async function exchange(settings: ExchangeSettings = {}): Promise<Exchange> {
  const w = wire(settings.decorate);
  await far.resolved(w);
  const deadline = new Deadline(w.clock, settings.deadlineMs ?? 10_000, settings.signal);
  const port = 'remotePort' in settings ? settings.remotePort : 80;
  let barriers = 0;
  const peer = new Peer({
    host: w.host,
    local: { address: NEAR[4], port: 5000 },
    remote: port === undefined ? { address: FAR[4] } : { address: FAR[4], port },
    iss: settings.iss ?? ISS,
    window: 40_000,
    synOptions: settings.synOptions ?? [{ kind: 'mss', value: 1460 }],
    deadline,
    barrier: async () => {
      barriers++;
      await w.clock.pass(10);
      return w.clock.now();
    },
    owner: 'a case',
    ...(settings.looks ? { looks: settings.looks } : {}),
  });
  const put = (flags: string, fields: Says) => void w.far.send(far.ip4(6, segmentOf(flags, fields)));
  const says = async (flags: string, fields: Says = {}) => {
    put(flags, fields);
    await w.clock.pass(1);
  };
  const willSay = (afterMs: number, flags: string, fields: Says = {}) => {
    w.clock.after(afterMs, () => put(flags, fields));
  };
  const got = () =>
    w.heard.map(({ bytes }) => {
      const packet = decodeIpv4(decodeEthernet(bytes).payload);
      return decodeSegment(packet.payload, packet);
    });
  return { wire: w, clock: w.clock, peer, deadline, barriers: () => barriers, says, willSay, got };
}

function segmentOf(flags: string, fields: Says): Uint8Array {
  const { seq = IRS + 1, ack = ISS + 1, data = '', window = 1000, options = [], damaged = false } = fields;
  const { sourcePort = 80, destinationPort = 5000 } = fields;
  const rest = { flags: parseFlags(flags), window, options, reserved: 0, urgentPointer: 0, payload: Buffer.from(data) };
  const path = { source: FAR[4], destination: NEAR[4] };
  const bytes = encodeSegment({ sourcePort, destinationPort, seq: seq >>> 0, ack: ack >>> 0, ...rest }, path);
  if (damaged) bytes[17] = (bytes[17] ?? 0) ^ 1;
  return bytes;
}

/** An exchange after the three-way handshake that the peer began. */
export async function established(settings: ExchangeSettings = {}): Promise<Exchange> {
  const it = await exchange(settings);
  await it.peer.send('SYN');
  await it.says('SYN,ACK', { seq: IRS });
  await it.peer.expect('SYN,ACK');
  await it.peer.send('ACK');
  await it.clock.pass(1);
  return it;
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** The Nonconformance that a promise is rejected with. */
export async function breach(promise: Promise<unknown>): Promise<Nonconformance> {
  const error = await failure(promise);
  if (error instanceof Nonconformance) return error;
  throw error;
}
