import { availableParallelism } from 'node:os';
import type { Link } from '../src/link/link.js';
import type { Inside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { frame, hexadecimal, unwanted } from './frames.js';
import { Helper } from './helper.js';
import { LINKS, type MeasuredLink } from './links.js';
import { pinTo } from './pin.js';
import type { Place } from './place.js';
import type { Finding } from './result.js';
import { type Contestant, takeTurns } from './rounds.js';
import { sendPatiently } from './send-patiently.js';
import { median, ratios } from './statistics.js';

const FRAMES = 20_000;
const FULL = { rounds: 15, budgetMs: 40_000 };
const QUICK = { rounds: 5, budgetMs: 12_000 };
const IP_OCTETS = [60, 1500] as const;

/** How many frames a second `send` puts on the link, beside the C program. */
export async function injection({ place, quick, signal }: Inside): Promise<Finding> {
  pinTo(availableParallelism() - 1);
  const helper = place.floor ? new Helper([place.floor, place.device]) : undefined;
  try {
    const contestants = IP_OCTETS.flatMap((ipOctets) => [
      ...LINKS.map((kind) => ({
        name: `${kind.kind}, ${ipOctets} octets`,
        turn: () => throughLink(kind, place, ipOctets),
      })),
      ...(helper ? [floor(helper, place, ipOctets)] : []),
    ]);
    return finding(await takeTurns(contestants, { ...(quick ? QUICK : FULL), signal }));
  } finally {
    await helper?.close();
  }
}

/** One turn's rate, and how often the link said that its queue was full. */
interface Rate {
  readonly perMs: number;
  readonly refused: number;
}

async function throughLink(kind: MeasuredLink, place: Place, ipOctets: number): Promise<Rate> {
  const bytes = kind.outgoing(place, unwanted(ipOctets));
  const link = await kind.open(place);
  try {
    sendMany(link, bytes, FRAMES / 10); // what is cold at first is not what is asked for
    return sendMany(link, bytes, FRAMES);
  } finally {
    await link.close();
  }
}

function sendMany(link: Link, bytes: Uint8Array, count: number): Rate {
  const startedMs = performance.now();
  let refused = 0;
  for (let n = 0; n < count; n++) refused += sendPatiently(link, bytes);
  return { perMs: count / (performance.now() - startedMs), refused };
}

function floor(helper: Helper, { phantom, target }: Place, ipOctets: number): Contestant<Rate> {
  const bytes = hexadecimal(frame(phantom, target, unwanted(ipOctets)));
  const turn = async () => {
    const [tookNs = Number.NaN] = await helper.numbers(`send ${FRAMES} ${bytes}`);
    return { perMs: FRAMES / (tookNs / 1e6), refused: 0 };
  };
  return { name: `C, ${ipOctets} octets`, turn };
}

function finding(measured: ReadonlyMap<string, readonly Rate[]>): Finding {
  const rates = (name: string) => (measured.get(name) ?? []).map(({ perMs }) => perMs);
  const rows = [...measured].map(([name, turns]) => {
    const reference = rates(name.replace(/^\w+/, 'C'));
    const refused = median(turns.map((turn) => turn.refused));
    return [
      name,
      String(turns.length),
      withSpread(rates(name)),
      withSpread(ratios(reference, rates(name))),
      digits(refused),
    ];
  });
  const columns = ['', 'rounds', 'frames/ms', 'time over C', 'times refused'];
  return { about: ABOUT, tables: [{ caption: 'Frames a millisecond', columns, rows }], goals: [], notes: [] };
}

const ABOUT = [
  `\`send\` is called ${FRAMES.toLocaleString('en-US')} times in a row with the same frame, which the target drops for its wrong checksum; C sends it through one packet socket. All is kept to a processor other than the one that takes the frames in. Recording what was sent (a copy of the frame, a time stamp) is part of \`send\`.`,
  '*Times refused*: how often a round was told that the socket’s buffer is full (`send-failed`) and tried again; C is held up in the call instead.',
];
