import { setTimeout as pause } from 'node:timers/promises';
import { IP_PROTOCOL } from '../src/wire/ip-protocol.js';
import { UNWANTED_PORT } from './frames.js';
import type { Helper } from './helper.js';
import type { MeasuredLink } from './links.js';
import type { Place } from './place.js';

const SETTLED_AFTER_MS = 150;

/** What became of a burst. `dropped` is the link's own word, null where it cannot say. */
export interface Burst {
  readonly received: number;
  readonly dropped: number | null;
  /** How long the sender took. */
  readonly sentWithinMs: number;
  /** From the moment in which the event loop was free again to the last frame. */
  readonly deliveredWithinMs: number;
}

/** What is sent, by whom, and to which link. */
export interface BurstOptions {
  readonly kind: MeasuredLink;
  readonly place: Place;
  readonly sender: Helper;
  /** In hexadecimal; its last four octets are written over with its number. */
  readonly frame: string;
  readonly count: number;
  readonly blockedMs: number;
}

/** Has the sender send while this process does not return to its event loop. Rejects when frames come twice or out of order. */
export async function takeBurst(options: BurstOptions): Promise<Burst> {
  const { kind, place, sender, frame, count, blockedMs } = options;
  const link = await kind.open(place);
  const droppedBefore = link.counters().dropped;
  let received = 0;
  let latest = -1;
  let disorder = 0;
  let lastMs = 0;
  link.onFrame(({ bytes }) => {
    if (!isOfBurst(bytes, kind.headerOctets)) return; // what a namespace says by itself
    const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4);
    if (number <= latest) disorder += 1;
    latest = number;
    received += 1;
    lastMs = performance.now();
  });
  try {
    const asked = sender.numbers(`send ${count} ${frame}`);
    blockFor(blockedMs);
    const freeMs = performance.now();
    const [tookNs = Number.NaN] = await asked;
    for (let seen = -1; seen !== received; await pause(SETTLED_AFTER_MS)) seen = received;
    if (disorder > 0) throw new Error(`${disorder} frames came twice or out of order through ${kind.kind}`);
    const { dropped } = link.counters();
    return {
      received,
      dropped: dropped === null ? null : dropped - (droppedBefore ?? 0),
      sentWithinMs: tookNs / 1e6,
      deliveredWithinMs: Math.max(lastMs - freeMs, 0.001),
    };
  } finally {
    await link.close();
  }
}

function isOfBurst(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x45 || bytes[at + 9] !== IP_PROTOCOL.TCP) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + 20);
  return view.getUint16(0) === UNWANTED_PORT && view.getUint16(2) === UNWANTED_PORT;
}

function blockFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
