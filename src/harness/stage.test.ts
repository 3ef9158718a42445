import * as far from '../host/far-end.test.js';
import { FAR, NEAR, type Wire, wire } from '../host/far-end.test.js';
import type { Link } from '../link/link.js';
import { UnsupportedCall } from '../target/errors.js';
import type { User, UserCallName } from '../target/user.js';
import { decodeEthernet, ETHERTYPE } from '../wire/ethernet.js';
import { decodeIcmp, readEcho } from '../wire/icmp.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { add } from '../wire/seq.js';
import {
  ACK,
  type DecodedSegment,
  decodeSegment,
  encodeSegment,
  FIN,
  parseFlags,
  RST,
  SYN,
  segmentLength,
} from '../wire/tcp.js';
import { captureOf } from './capture.js';
import type { Session } from './session.js';
import type { State } from './states.js';

/** The target's initial sequence number: its FIN, when it sends no data, has the last number before 0. */
export const IRS = 0xffff_fffe;
const PORT = 80;

/** A target with one connection at most, as small as a TCP can be, and a user for it. What it does wrong, tests say. */
export interface Target {
  /** What STATUS says. */
  state: State;
  /** Whether it answers echo requests. */
  echoes: boolean;
  /** Answers a segment in place of the tiny TCP; true if that is all. */
  instead: (segment: DecodedSegment) => boolean;
  /** Active OPEN towards a port of the peer. */
  connect(port: number): void;
  /** CLOSE. */
  close(): void;
  /** All segments that came, as their control bits. */
  readonly got: DecodedSegment[];
  says(flags: string, fields?: { seq?: number; ack?: number; data?: string }): void;
}

/** Answers of a made-up user; what it does not answer is unsupported. */
export type Answers = Partial<{ [C in UserCallName]: (args: never) => unknown }>;

/** A session with a tiny TCP and a made-up user at the far end of a wire in memory. */
export interface Stage {
  readonly wire: Wire;
  readonly target: Target;
  readonly session: Session;
  /** The calls that were made of the user, in order. */
  readonly calls: string[];
  readonly abort: (reason: unknown) => void;
}

/** `decorate` may put something between the link and the phantom host. */
export async function stage(answers: Answers = {}, decorate?: (near: Link) => Link): Promise<Stage> {
  const w = wire(decorate);
  await far.resolved(w);
  const target = tinyTcp(w);
  const calls: string[] = [];
  const user = madeUpUser({ ...usual(target), ...answers }, calls);
  const controller = new AbortController();
  let port = 5000;
  const session: Session = {
    host: w.host,
    user,
    startUser: async () => madeUpUser({ ...usual(target), ...answers }, calls, 'own '),
    services: { http: 8080 },
    address: { 4: FAR[4] },
    seed: 1,
    signal: controller.signal,
    answersEcho: { 4: true, 6: false },
    nextPort: () => port++,
    capture: captureOf(w.link),
  };
  return { wire: w, target, session, calls, abort: (reason) => controller.abort(reason) };
}

/** A user that makes the calls it has answers for. */
export function madeUpUser(answers: Answers, calls: string[], name = ''): User {
  const call = (each: string) => async (args: unknown) => {
    calls.push(`${name}${each}`);
    const answer = answers[each as UserCallName];
    if (!answer) throw new UnsupportedCall(each, 'this user cannot');
    return answer(args as never);
  };
  const facts = {
    kind: 'model',
    platform: { os: 'none', kernel: '0', hostname: 'nowhere' },
    supports: (each: string) => each in answers,
    on: () => {},
    end: async () => void calls.push(`${name}end`),
  };
  // Whatever is asked for that is no fact is a call; and it is no promise.
  const get = (own: object, key: string | symbol) =>
    key === 'then' ? undefined : (Reflect.get(own, key) ?? call(String(key)));
  return new Proxy(facts, { get }) as unknown as User;
}

function usual(target: Target): Answers {
  const ok = () => ({});
  return {
    open: () => ({ socket: 1 }),
    bind: () => ({ address: FAR[4], port: PORT }),
    listen: () => {
      target.state = 'LISTEN';
      return {};
    },
    accept: () => ({ socket: 2, address: NEAR[4], port: 5000 }),
    close: ok,
    shutdown: () => {
      target.close();
      return {};
    },
    connect: ({ port }: { port: number }) => {
      target.connect(port);
      return { address: FAR[4], port: PORT, inProgress: true };
    },
    endCase: () => {
      target.state = 'CLOSED';
      return { closed: 1 };
    },
    state: () => ({ state: target.state }),
  };
}

type Arrow = readonly [bits: number, acknowledgesAll: boolean | undefined, to: State, reply?: string];

/** What a segment with these bits does in a state; the first that fits. */
const ARROWS: Partial<Record<State, readonly Arrow[]>> = {
  LISTEN: [[SYN, undefined, 'SYN-RECEIVED', 'SYN,ACK']],
  'SYN-SENT': [
    [SYN | ACK, true, 'ESTABLISHED', 'ACK'],
    [SYN, undefined, 'SYN-RECEIVED', 'SYN,ACK'],
  ],
  'SYN-RECEIVED': [[ACK, true, 'ESTABLISHED']],
  ESTABLISHED: [[FIN, undefined, 'CLOSE-WAIT', 'ACK']],
  'FIN-WAIT-1': [
    [FIN, true, 'TIME-WAIT', 'ACK'],
    [FIN, false, 'CLOSING', 'ACK'],
    [ACK, true, 'FIN-WAIT-2'],
  ],
  'FIN-WAIT-2': [[FIN, undefined, 'TIME-WAIT', 'ACK']],
  CLOSING: [[ACK, true, 'TIME-WAIT']],
  'LAST-ACK': [[ACK, true, 'CLOSED']],
};

function tinyTcp(w: Wire): Target {
  let peerPort = 0;
  let next = IRS;
  let expected = 0;
  const target: Target = {
    state: 'CLOSED',
    echoes: true,
    instead: () => false,
    got: [],
    connect(port) {
      peerPort = port;
      target.state = 'SYN-SENT';
      target.says('SYN');
    },
    close() {
      target.state = target.state === 'CLOSE-WAIT' ? 'LAST-ACK' : 'FIN-WAIT-1';
      target.says('FIN,ACK');
    },
    says(flags, { seq = next, ack = expected, data = '' } = {}) {
      const rest = { reserved: 0, window: 1000, urgentPointer: 0, options: [], payload: Buffer.from(data) };
      const segment = { sourcePort: PORT, destinationPort: peerPort, seq, ack, flags: parseFlags(flags), ...rest };
      w.far.send(far.ip4(6, encodeSegment(segment, { source: FAR[4], destination: NEAR[4] })));
      if (seq === next) next = add(next, segmentLength(segment));
    },
  };
  const took = (segment: DecodedSegment) => {
    peerPort = segment.sourcePort;
    target.got.push(segment);
    if (target.instead(segment)) return;
    const { flags, seq, ack } = segment;
    const length = segmentLength(segment);
    const arrow = ARROWS[target.state]?.find(
      ([bits, ofAll]) =>
        (flags & bits) === bits && (ofAll === undefined || ofAll === ((flags & ACK) !== 0 && ack === next)),
    );
    if (length > 0) expected = add(seq, length);
    const [, , to = target.state, reply = length > 0 ? 'ACK' : ''] = arrow ?? [];
    target.state = (flags & RST) !== 0 ? 'CLOSED' : to;
    if (reply !== '') target.says(reply, reply === 'SYN,ACK' ? { seq: IRS } : {});
  };
  w.far.onFrame(({ bytes }) => {
    const { etherType, payload } = decodeEthernet(bytes);
    if (etherType !== ETHERTYPE.IPV4) return;
    const packet = decodeIpv4(payload);
    if (packet.protocol === 6) return took(decodeSegment(packet.payload, packet));
    const echo = readEcho(decodeIcmp(packet.payload));
    if (echo && !echo.reply && target.echoes) w.far.send(far.echo(4, { ...echo, reply: true }));
  });
  return target;
}
