import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Inside } from './benchmark.js';
import { callLatency } from './call-latency.js';
import { digits, withSpread } from './format.js';
import { frame, hexadecimal } from './frames.js';
import { Helper } from './helper.js';
import { type LatencyTurn, linkLatency } from './link-latency.js';
import { DEFAULT_LINK, LINKS } from './links.js';
import { pinTo } from './pin.js';
import type { Place } from './place.js';
import type { Finding, Goal, Table } from './result.js';
import { type Contestant, type RoundLimits, takeTurns } from './rounds.js';
import { median, quantile, ratios } from './statistics.js';

const PROBES = 1_000; // of which ten are at p99 or beyond
const SR1_PROBES = 10;
const REST_US = 100;
const FULL = { rounds: 25, budgetMs: 65_000 };
const QUICK = { rounds: 8, budgetMs: 15_000 };
const MEDIAN_GOAL = 1.5;
const P99_GOAL = 3;

const SCAPY = fileURLToPath(new URL('../../bench/scapy-latency.py', import.meta.url));

/** SYN to SYN,ACK through each link, beside one C program and Scapy, on each of two processors. */
export async function latency({ place, quick, signal }: Inside): Promise<Finding> {
  const passes: Pass[] = [];
  for (const processor of availableParallelism() > 1 ? [0, 1] : [0]) {
    pinTo(processor);
    passes.push({ processor, measured: await pass(place, { ...(quick ? QUICK : FULL), signal }) });
  }
  return finding(place, passes);
}

async function pass(place: Place, limits: RoundLimits): Promise<Measured> {
  const helpers: Helper[] = [];
  const start = (command: readonly string[]) => helpers[helpers.push(new Helper(command)) - 1] as Helper;
  try {
    const contestants = [
      ...LINKS.flatMap((kind) => rested(kind.kind, (restUs) => linkLatency(kind, place, { probes: PROBES, restUs }))),
      ...rested(CALLS, async (restUs) => callLatency(place, { probes: PROBES, restUs })),
      ...(place.floor ? floor(start([place.floor, place.device]), place) : []),
      ...(place.python ? scapy(start([place.python, SCAPY, ...scapyArguments(place)])) : []),
    ];
    return await takeTurns(contestants, limits);
  } finally {
    await Promise.all(helpers.map((helper) => helper.close()));
  }
}

const REFERENCE = 'C, recv';
const RESTED = ', rested';
const CALLS = 'calls of packet alone';

function floor(helper: Helper, { phantom, target, port }: Place): Contestant<LatencyTurn>[] {
  const ports = { sourcePort: 1, destinationPort: port };
  const syn = hexadecimal(frame(phantom, target, { flags: 'SYN', fields: { ...ports, seq: 1000 } }));
  const reset = hexadecimal(frame(phantom, target, { flags: 'RST', fields: { ...ports, seq: 1001 } }));
  return ['recv', 'poll', 'busy'].flatMap((style) =>
    rested(`C, ${style}`, async (restUs) =>
      inUs(await helper.numbers(`latency ${style} ${PROBES} ${restUs} ${syn} ${reset}`)),
    ),
  );
}

/** The same twice: back to back, and with a rest before each probe. */
function rested(name: string, turn: (restUs: number) => Promise<LatencyTurn>): Contestant<LatencyTurn>[] {
  return [
    { name, turn: () => turn(0) },
    { name: `${name}${RESTED}`, turn: () => turn(REST_US) },
  ];
}

function scapy(helper: Helper): Contestant<LatencyTurn>[] {
  return [
    { name: 'Scapy, socket', turn: async () => inUs(await helper.numbers(`socket ${PROBES / 40}`)) },
    { name: 'Scapy, srp1', turn: async () => inUs(await helper.numbers(`sr1 ${SR1_PROBES}`)) },
  ];
}

function scapyArguments({ device, phantom, target, port }: Place): string[] {
  return [device, phantom.mac, target.mac, phantom.address, target.address, String(port)];
}

function inUs(nanoseconds: readonly number[]): LatencyTurn {
  return { processUs: nanoseconds.map((ns) => ns / 1000), kernelUs: [] };
}

type Measured = ReadonlyMap<string, readonly LatencyTurn[]>;

interface Pass {
  readonly processor: number;
  readonly measured: Measured;
}

function finding(place: Place, passes: readonly Pass[]): Finding {
  return {
    about: ABOUT,
    tables: passes.map(table),
    goals: passes.flatMap(({ processor, measured }) => {
      const of = `of the default link (${DEFAULT_LINK})`;
      const where = `${WHERE[processor]}`;
      return [
        goal(
          `median ${of} at most ${MEDIAN_GOAL} times C, back to back, ${where}`,
          ratio(measured, DEFAULT_LINK, 0.5),
          MEDIAN_GOAL,
        ),
        goal(
          `p99 ${of} at most ${P99_GOAL} times C, back to back, ${where}`,
          ratio(measured, DEFAULT_LINK, 0.99),
          P99_GOAL,
        ),
      ];
    }),
    notes: [
      ...(place.floor ? [] : ['C: not measured, there is no `cc` here.']),
      ...(place.python ? [] : ['Scapy: not installed (Debian package python3-scapy).']),
    ],
  };
}

const WHERE = ['on the processor that takes the frames in', 'on another processor'];

function table({ processor, measured }: Pass): Table {
  const rows = [...measured].map(([name, turns]) => {
    const all = turns.flatMap(({ processUs }) => processUs);
    const kernel = turns.flatMap(({ kernelUs }) => kernelUs);
    return [
      name.replace(new RegExp(`^${DEFAULT_LINK}`), `**${DEFAULT_LINK}** (default)`),
      String(all.length),
      withSpread(each(measured, name, 0.5)),
      digits(quantile(all, 0.99)),
      withSpread(ratio(measured, name, 0.5)),
      withSpread(ratio(measured, name, 0.99)),
      kernel.length > 0 ? digits(median(kernel)) : '·',
    ];
  });
  const columns = ['', 'probes', 'median, µs', 'p99, µs', 'median over C', 'p99 over C', 'kernel’s stamps, µs'];
  return { caption: `SYN to SYN,ACK ${WHERE[processor]}`, columns, rows };
}

function ratio(measured: Measured, name: string, part: number): number[] {
  const reference = name.endsWith(RESTED) ? REFERENCE + RESTED : REFERENCE;
  return ratios(each(measured, name, part), each(measured, reference, part));
}

/** A quantile of each round. */
function each(measured: Measured, name: string, part: number): number[] {
  return (measured.get(name) ?? []).map(({ processUs }) => quantile(processUs, part));
}

function goal(demand: string, values: readonly number[], most: number): Goal {
  if (values.length === 0) return { demand, measured: 'nothing to hold it against', met: null };
  return { demand, measured: withSpread(values), met: median(values) <= most };
}

const ABOUT = [
  'The time that a case waits for an answer: from just before a SYN is sent to the moment in which its SYN,ACK is in the hands of the program, against a listening socket in the namespace at the other end of a veth link. Each probe has a port of its own and is reset afterwards; only one contestant has a socket open at a time. All frames are built before the first is sent.',
  `Probes follow each other back to back, which the goals are held against, or, where it says *rested*, each after a rest of ${REST_US} µs without sleep, and are then held against C that rests as long. It makes a difference on another processor: the one that takes the frames in is still awake right after a probe, so whoever sends the next one soonest, which is C, is spared waking it; a case that waits for a single answer is not.`,
  'C is `bench/floor.c`, one packet socket and nothing around it. `recv`, which waits in a blocking recv(2), is what the others are held against: it sleeps until there is a frame, as a program around an event loop does too. `poll` waits in poll(2) and then reads; `busy` never sleeps, and shows how much of all this is the kernel’s waking up. Scapy is a script with its packet socket kept open, and its `srp1`. The links are used through the interface that everything else in tcpspec uses. *Calls of packet alone* are its two system calls, made from JavaScript one after the other without sleep until there is the answer, and nothing around them: on the first processor what no such link can do without, on the second to be held against C that never sleeps. On the first processor the answers come so fast that the packet link gives the event loop its turn only every 6 ms; the answer that waits for it then takes some 40 µs.',
  'All is kept to one processor, first to the one that takes the lab’s frames in, where the answer is there before the call that sends has returned and nobody sleeps; then to another, where the frames change processors and whoever waits has to be woken, as by a network interface. Left to the scheduler, rounds would be a mixture of both.',
  '*Kernel’s stamps*: between the stamps that the kernel gave to the two frames, where the link has them; this is what verdicts about time are made of, and it leaves out how late the program was.',
];
