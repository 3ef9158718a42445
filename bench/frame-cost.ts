import { openFrame } from '../src/host/datagram.js';
import type { Link } from '../src/link/link.js';
import { internetChecksum } from '../src/wire/checksum.js';
import { decodeSegment } from '../src/wire/tcp.js';
import type { TcpOption } from '../src/wire/tcp-option.js';
import type { Inside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { frame, type SegmentFacts } from './frames.js';
import { LINKS } from './links.js';
import { pinTo } from './pin.js';
import type { Place } from './place.js';
import type { Finding } from './result.js';
import { type Contestant, takeTurns } from './rounds.js';
import { sendPatiently } from './send-patiently.js';
import { ratios } from './statistics.js';

const BATCH = 5_000;
const FULL = { rounds: 30, budgetMs: 40_000 };
const QUICK = { rounds: 8, budgetMs: 10_000 };

/** What building and reading a frame cost, beside sending it. */
export async function frameCost({ place, quick, signal }: Inside): Promise<Finding> {
  pinTo(0);
  const links = await Promise.all(LINKS.filter(({ headerOctets }) => headerOctets > 0).map((kind) => kind.open(place)));
  try {
    const contestants = Object.entries(SEGMENTS).flatMap(([name, facts]) => contestantsFor(name, facts, place, links));
    return finding(await takeTurns(contestants, { ...(quick ? QUICK : FULL), signal }), links);
  } finally {
    await Promise.all(links.map((link) => link.close()));
  }
}

const OPTIONS: readonly TcpOption[] = [
  { kind: 'mss', value: 1460 },
  { kind: 'sack-permitted' },
  { kind: 'timestamps', value: 1, echoReply: 0 },
  { kind: 'nop' },
  { kind: 'window-scale', shift: 7 },
];

const SEGMENTS: Readonly<Record<string, SegmentFacts>> = {
  'SYN with five options': { flags: 'SYN', fields: { options: OPTIONS } },
  '1460 octets of text': { flags: 'PSH,ACK', fields: { data: new Uint8Array(1460).fill(0x5a) } },
};

function contestantsFor(
  segment: string,
  facts: SegmentFacts,
  place: Place,
  links: readonly Link[],
): Contestant<number>[] {
  const { phantom, target } = place;
  const bytes = frame(phantom, target, facts);
  const unwelcome = frame(phantom, target, { flags: facts.flags, fields: { ...facts.fields, checksum: 0xbad } });
  const of = (what: string, work: () => unknown) => ({ name: `${segment}: ${what}`, turn: async () => nsEach(work) });
  return [
    of('build', () => frame(phantom, target, facts)),
    of('decode', () => decoded(bytes)),
    of('checksum', () => internetChecksum(bytes.subarray(34))),
    ...links.map((link) => of(`send (${link.kind})`, () => sendPatiently(link, unwelcome))),
  ];
}

function decoded(bytes: Uint8Array) {
  const contents = openFrame(bytes, 'ethernet');
  return contents?.kind === 'ip' ? decodeSegment(contents.datagram.payload, contents.datagram) : undefined;
}

function nsEach(work: () => unknown): number {
  const startedMs = performance.now();
  for (let n = 0; n < BATCH; n++) kept = work();
  if (kept === undefined) throw new Error('the work came to nothing');
  return ((performance.now() - startedMs) / BATCH) * 1e6;
}

let kept: unknown; // so that no work is left out as useless

function finding(measured: ReadonlyMap<string, readonly number[]>, [first]: readonly Link[]): Finding {
  const rows = [...measured].map(([name, ns]) => {
    const send = measured.get(name.replace(/:.*/, `: send (${first?.kind})`)) ?? [];
    return [name, withSpread(ns, (value) => digits(value)), withSpread(ratios(ns, send))];
  });
  const columns = ['', 'ns', `over send (${first?.kind})`];
  return { about: ABOUT, tables: [{ caption: 'Cost of a frame', columns, rows }], goals: [], notes: [] };
}

const ABOUT = [
  `*Build* makes a segment, its checksum, its IPv4 packet and its Ethernet frame, by the functions that peers and phantom hosts use; *decode* reads them back and checks both checksums; *checksum* is the part of either that sums the segment. *Send* is the link’s call, which includes a copy for the record and what the veth link does at the other side. ${BATCH.toLocaleString('en-US')} at a time, all on the processor that takes the lab’s frames in, so that nothing is left in a queue.`,
];
