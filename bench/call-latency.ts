import { packetCalls } from '../src/link/native-packet.js';
import { type ReceivedFrame, receiveBatch } from '../src/link/packet-batch.js';
import { sendFrame } from '../src/link/packet-send.js';
import { openPacketSockets, type PacketSockets } from '../src/link/packet-socket.js';
import { takeSentStamps } from '../src/link/packet-stamps.js';
import {
  isAnswer,
  type LatencyOptions,
  type LatencyTurn,
  type ProbeSegments,
  restFor,
  segmentsOf,
} from './link-latency.js';
import { OVER_ETHERNET } from './links.js';
import type { Place } from './place.js';

const WARM_UP = 20;
const BUFFER_BYTES = 1 << 20;
const MOST_LOOKS = 1_000_000;

/**
 * SYN to SYN,ACK by the system calls of the packet link and nothing else: send, and receive until there is an answer,
 * without sleep. What no link that makes these calls from JavaScript can do without. Throws without an answer.
 */
export function callLatency(place: Place, { probes, restUs }: LatencyOptions): LatencyTurn {
  const sockets = openPacketSockets(place.device, BUFFER_BYTES);
  try {
    const segments = segmentsOf(OVER_ETHERNET, place, probes + WARM_UP);
    const times = segments.map((each) => probe(sockets, each, restUs));
    return { processUs: times.slice(WARM_UP), kernelUs: [] };
  } finally {
    for (const fd of [sockets.fd, sockets.sendFd]) packetCalls().close(fd);
  }
}

function probe({ fd, sendFd }: PacketSockets, { port, syn, reset }: ProbeSegments, restUs: number): number {
  takeSentStamps(sendFd);
  restFor(restUs);
  const sentMs = performance.now();
  sendFrame(sendFd, syn);
  for (let look = 0; look < MOST_LOOKS; look++) {
    const frames: ReceivedFrame[] = [];
    receiveBatch(fd, { snapOctets: syn.length + 64, most: 1 }, frames);
    const tookMs = performance.now() - sentMs;
    if (!frames.some(({ bytes }) => isAnswer(bytes, OVER_ETHERNET.headerOctets, port))) continue;
    sendFrame(sendFd, reset);
    return tookMs * 1e3;
  }
  throw new Error('no SYN,ACK came');
}
