import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Inside } from './benchmark.js';
import { digits, withSpread } from './format.js';
import { frame, hexadecimal } from './frames.js';
import { Helper } from './helper.js';
import { type LatencyTurn, linkLatency } from './link-latency.js';
import { DEFAULT_LINK, LINKS } from './links.js';
import { pinTo } from './pin.js';
import type { Place } from './place.js';
import type { Finding, Goal, Table } from './result.js';
import { type Contestant, takeTurns } from './rounds.js';
import { median, quantile, ratios } from './statistics.js';

const PROBES = 300;
const SR1_PROBES = 10;
const ROUNDS = 25;
const BUDGET_MS = 120_000;
const MEDIAN_GOAL = 1.5;
const P99_GOAL = 3;

const SCAPY = fileURLToPath(new URL('../../bench/scapy-latency.py', import.meta.url));

/** SYN to SYN,ACK through each link, beside one C program and Scapy, on each of two processors. */
export async function latency({ place, signal }: Inside): Promise<Finding> {
  const passes: Pass[] = [];
  for (const processor of availableParallelism() > 1 ? [0, 1] : [0]) {
    pinTo(processor);
    passes.push({ processor, measured: await pass(place, signal) });
  }
  return finding(place, passes);
}

async function pass(place: Place, signal: AbortSignal): Promise<Measured> {
  const helpers: Helper[] = [];
  const start = (command: readonly string[]) => helpers[helpers.push(new Helper(command)) - 1] as Helper;
  try {
    const contestants = [
      ...LINKS.map((kind) => ({ name: kind.kind, turn: () => linkLatency(kind, place, PROBES) })),
      ...(place.floor ? floor(start([place.floor, place.device]), place) : []),
      ...(place.python ? scapy(start([place.python, SCAPY, ...scapyArguments(place)])) : []),
    ];
    return await takeTurns(contestants, { rounds: ROUNDS, budgetMs: BUDGET_MS, signal });
  } finally {
    await Promise.all(helpers.map((helper) => helper.close()));
  }
}

const REFERENCE = 'C, recv';

function floor(helper: Helper, { phantom, target, port }: Place): Contestant<LatencyTurn>[] {
  const ports = { sourcePort: 1, destinationPort: port };
  const syn = hexadecimal(frame(phantom, target, { flags: 'SYN', fields: { ...ports, seq: 1000 } }));
  const reset = hexadecimal(frame(phantom, target, { flags: 'RST', fields: { ...ports, seq: 1001 } }));
  return ['recv', 'poll', 'busy'].map((style) => ({
    name: `C, ${style}`,
    turn: async () => inUs(await helper.numbers(`latency ${style} ${PROBES} ${syn} ${reset}`)),
  }));
}

function scapy(helper: Helper): Contestant<LatencyTurn>[] {
  return [
    { name: 'Scapy, socket', turn: async () => inUs(await helper.numbers(`socket ${PROBES / 10}`)) },
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
        goal(`median ${of} at most ${MEDIAN_GOAL} times C, ${where}`, ratio(measured, DEFAULT_LINK, 0.5), MEDIAN_GOAL),
        goal(`p99 ${of} at most ${P99_GOAL} times C, ${where}`, ratio(measured, DEFAULT_LINK, 0.99), P99_GOAL),
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
      name === DEFAULT_LINK ? `**${name}** (default)` : name,
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
  return ratios(each(measured, name, part), each(measured, REFERENCE, part));
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
  'The time that a case waits for an answer: from just before a SYN is sent to the moment in which its SYN,ACK is in the hands of the program, against a listening socket in the namespace at the other end of a veth link. Each probe has a port of its own and is reset afterwards, and before each all but Scapy rest for 100 µs: right after a probe the other processor is still awake, and who sends again at once need not wake it; only one contestant has a socket open at a time.',
  'C is `bench/floor.c`, one packet socket and nothing around it. `recv`, which waits in a blocking recv(2), is what the others are held against: it sleeps until there is a frame, as a program around an event loop does too. `poll` waits in poll(2) and then reads; `busy` never sleeps, and shows how much of all this is the kernel’s waking up. Scapy is a script with its packet socket kept open and its frame built beforehand, and its `srp1`. The links are used through the interface that everything else in tcpspec uses.',
  'All is kept to one processor, first to the one that takes the lab’s frames in, where the answer is there before the call that sends has returned and nobody sleeps; then to another, where the frames change processors and whoever waits has to be woken, as by a network interface. Left to the scheduler, rounds would be a mixture of both.',
  '*Kernel’s stamps*: between the stamps that the kernel gave to the two frames, where the link has them; this is what verdicts about time are made of, and it leaves out how late the program was.',
];
