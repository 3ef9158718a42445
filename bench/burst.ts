import type { Inside } from './benchmark.js';
import { digits, grouped, withSpread } from './format.js';
import { frame, hexadecimal, unwanted } from './frames.js';
import { Helper } from './helper.js';
import { type Burst, takeBurst } from './link-burst.js';
import { DEFAULT_LINK, LINKS, type MeasuredLink, SMALL_BUFFER } from './links.js';
import type { Place } from './place.js';
import type { Finding, Goal } from './result.js';
import { takeTurns } from './rounds.js';
import { median, summarize } from './statistics.js';

const FRAMES = 20_000;
const BLOCKED_MS = 100;
const FULL = { rounds: 10, budgetMs: 60_000 };
const QUICK = { rounds: 4, budgetMs: 20_000 };
const IP_OCTETS = [60, 1500] as const;

/** Frames that come while the event loop is held up: what each link receives, and what it says of the rest. */
export async function burst({ place, quick, signal }: Inside): Promise<Finding> {
  if (!place.floor) return nobodySends;
  const sender = new Helper(['ip', 'netns', 'exec', place.targetNamespace, place.floor, place.targetDevice]);
  try {
    const contestantsFor = (name: string, kind: MeasuredLink) =>
      IP_OCTETS.map((ipOctets) => ({
        name: `${name}, ${ipOctets} octets`,
        turn: () => takeBurst({ kind, place, sender, frame: incoming(kind, place, ipOctets), ...SIZE }),
      }));
    const contestants = [
      ...LINKS.flatMap((kind) => contestantsFor(kind.kind, kind)),
      ...contestantsFor('packet with 1 MiB', SMALL_BUFFER),
    ];
    return finding(await takeTurns(contestants, { ...(quick ? QUICK : FULL), signal }));
  } finally {
    await sender.close();
  }
}

const SIZE = { count: FRAMES, blockedMs: BLOCKED_MS };

function incoming(kind: MeasuredLink, place: Place, ipOctets: number): string {
  return hexadecimal(frame(place.target, kind.from(place), unwanted(ipOctets)));
}

function finding(measured: ReadonlyMap<string, readonly Burst[]>): Finding {
  const rows = [...measured].map(([name, bursts]) => {
    const received = summarize(bursts.map((each) => each.received));
    return [
      name,
      String(bursts.length),
      `${grouped(received.median)} (least ${grouped(received.least)})`,
      bursts[0]?.dropped === null ? 'unknown' : grouped(median(bursts.map(({ dropped }) => dropped ?? 0))),
      bursts.every(isExact) ? 'each time' : bursts[0]?.dropped === null ? 'cannot be known' : 'not always',
      digits(median(bursts.map(({ sentWithinMs }) => sentWithinMs))),
      withSpread(bursts.map(({ received, deliveredWithinMs }) => received / deliveredWithinMs)),
    ];
  });
  const columns = [
    ...['', 'bursts', 'received', 'reported as lost', 'received and lost make 20,000'],
    ...['sent within, ms', 'delivered afterwards, frames/ms'],
  ];
  const ofDefault = [...measured].flatMap(([name, bursts]) => (name.startsWith(DEFAULT_LINK) ? bursts : []));
  return {
    about: ABOUT,
    tables: [{ caption: `${grouped(FRAMES)} frames`, columns, rows }],
    goals: [goal(ofDefault)],
    notes: [],
  };
}

function goal(bursts: readonly Burst[]): Goal {
  const exact = bursts.filter(isExact).length;
  const overflowed = bursts.filter(({ received }) => received < FRAMES).length;
  return {
    demand: `none lost, or the loss reported exactly, by the default link (${DEFAULT_LINK})`,
    measured: `exact in ${exact} of ${bursts.length} bursts, in ${overflowed} of which frames were lost`,
    met: exact === bursts.length,
  };
}

/** What was received counts as known only together with what was lost. */
function isExact({ received, dropped }: Burst): boolean {
  return received + (dropped ?? 0) === FRAMES && (dropped !== null || received === FRAMES);
}

const nobodySends: Finding = {
  about: [],
  tables: [],
  goals: [{ demand: 'none lost, or the loss reported exactly', measured: 'there is no `cc` here', met: null }],
  notes: [],
};

const ABOUT = [
  `The other side sends ${grouped(FRAMES)} numbered frames as fast as one packet socket can, while the event loop of this side is kept from running for ${BLOCKED_MS} ms by a computation. Afterwards it is counted which numbers came, each once and in order, and what the link says was lost. The link is opened for each burst anew.`,
  '*60 octets* is a frame of the smallest size, *1500* one that fills the MTU. Offloads are off, as in every lab. `cap` cannot say what it lost, so what it receives is complete only by chance; the links that count are exact when received and lost make up all that was sent. *With 1 MiB* is the packet link with so small a buffer that it has to lose frames, to see what it says of them.',
];
