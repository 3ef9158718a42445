import type { Frame, Link } from '../src/link/link.js';
import { ACK, SYN } from '../src/wire/tcp.js';
import type { MeasuredLink } from './links.js';
import type { Place } from './place.js';

const WARM_UP = 20;
const SEQ = 1000;
const FIRST_PORT = 1024;
const PORTS = 60_000;
const ANSWERS_WITHIN_MS = 1_000;

/** Each probe's time in µs: as the tester waits for it, and between the kernel's stamps where the link has them. */
export interface LatencyTurn {
  readonly processUs: readonly number[];
  readonly kernelUs: readonly number[];
}

/** How many probes, and how long to rest before each. */
export interface LatencyOptions {
  readonly probes: number;
  readonly restUs: number;
}

/** SYN to SYN,ACK through a link that is open for this turn alone: from just before `send` to the listener's call. Rejects without an answer. */
export async function linkLatency(
  kind: MeasuredLink,
  place: Place,
  { probes, restUs }: LatencyOptions,
): Promise<LatencyTurn> {
  const link = await kind.open(place);
  const processUs: number[] = [];
  const kernelUs: number[] = [];
  try {
    for (const [n, segments] of segmentsOf(kind, place, probes + WARM_UP).entries()) {
      const { tookMs, sent, answer } = await probe(link, segments, { headerOctets: kind.headerOctets, restUs });
      if (n < WARM_UP) continue;
      processUs.push(tookMs * 1e3);
      if (sent.kernelNs && answer.kernelNs) kernelUs.push(Number(answer.kernelNs - sent.kernelNs) / 1e3);
    }
  } finally {
    await link.close();
  }
  return { processUs, kernelUs };
}

/** What a probe sends: a SYN from a port of its own, and what resets it afterwards. */
export interface ProbeSegments {
  readonly port: number;
  readonly syn: Uint8Array;
  readonly reset: Uint8Array;
}

/** Built before the first is sent, as the other contestants do. */
export function segmentsOf({ outgoing }: Pick<MeasuredLink, 'outgoing'>, place: Place, count: number): ProbeSegments[] {
  return Array.from({ length: count }, () => {
    const port = nextPort();
    const ports = { sourcePort: port, destinationPort: place.port };
    return {
      port,
      syn: outgoing(place, { flags: 'SYN', fields: { ...ports, seq: SEQ } }),
      reset: outgoing(place, { flags: 'RST', fields: { ...ports, seq: SEQ + 1 } }),
    };
  });
}

async function probe(
  link: Link,
  { port, syn, reset }: ProbeSegments,
  { headerOctets, restUs }: Readonly<{ headerOctets: number; restUs: number }>,
) {
  const { promise, resolve, reject } = deferred<{ answer: Frame; deliveredMs: number }>();
  const stop = link.onFrame((frame) => {
    const deliveredMs = performance.now();
    if (isAnswer(frame.bytes, headerOctets, port)) resolve({ answer: frame, deliveredMs });
  });
  const timer = setTimeout(() => reject(new Error(`no SYN,ACK through ${link.kind}`)), ANSWERS_WITHIN_MS);
  try {
    restFor(restUs);
    const sentMs = performance.now();
    const sent = link.send(syn);
    const { answer, deliveredMs } = await promise;
    link.send(reset);
    return { tookMs: deliveredMs - sentMs, sent, answer };
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Rests without sleeping, so that this processor stays as it is. The clock is read in either case. */
export function restFor(us: number): void {
  const until = performance.now() + us / 1000;
  while (performance.now() < until);
}

/** Whether a frame, whose IP header begins `at` there, is the SYN,ACK for this port. */
export function isAnswer(bytes: Uint8Array, at: number, port: number): boolean {
  const tcp = at + 20;
  if (bytes.length < tcp + 20 || bytes[at] !== 0x45) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const forUs = view.getUint16(tcp + 2) === port && view.getUint32(tcp + 8) === SEQ + 1;
  return forUs && bytes[tcp + 13] === (SYN | ACK);
}

let port = Math.floor(Math.random() * PORTS);

/** A source port that no probe of this process has had for long. */
function nextPort(): number {
  port = (port + 1) % PORTS;
  return FIRST_PORT + port;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
