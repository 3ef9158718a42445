import type { Session } from '../harness/session.js';
import type { PhantomHost } from '../host/phantom-host.js';
import type { Link } from '../link/link.js';
import { unusable } from './exit.js';
import { roundTrip } from './round-trip.js';

/** What became of numbered echo requests that were sent over a link in a burst. */
export interface SelfTest {
  readonly family: 4 | 6;
  readonly sent: number;
  /** How many of them were answered, told by their numbers. */
  readonly received: number;
  /** Frames that the capture lost meanwhile; null where it cannot tell. */
  readonly dropped: number | null;
  /** The median time from a request alone to its reply, in ms. */
  readonly roundTripMs?: number;
}

const REQUESTS = 256;
const ANSWERS_WITHIN_MS = 100;
/** Octets of data: the smallest, a usual one, a middling one, and (unset) as many as fit. */
const SIZES: readonly (number | undefined)[] = [8, 56, 512, undefined];

/**
 * Sends 256 numbered echo requests of several sizes to a target that answers them, and counts the replies; if some are
 * missing once more, in two halves. Throws with exit 3 when the capture lost replies both times. Takes some milliseconds
 * when nothing is lost, and 300 ms at most.
 */
export async function selfTest(
  { host, link }: { readonly host: PhantomHost; readonly link: Pick<Link, 'mtu' | 'device' | 'counters'> },
  { family, address }: { readonly family: 4 | 6; readonly address: string },
): Promise<SelfTest> {
  const largest = link.mtu - (family === 4 ? 28 : 48);
  const burst = async (from: number, count: number): Promise<number> => {
    const numbers = Array.from({ length: count }, (_, n) => from + n);
    const answers = numbers.map((n) => {
      const octets = Math.min(SIZES[n % SIZES.length] ?? largest, largest);
      return host.echo(address, { withinMs: ANSWERS_WITHIN_MS, owner: 'self-test', octets });
    });
    return (await Promise.all(answers)).filter((answer) => answer !== undefined).length;
  };
  const attempt = async (bursts: number): Promise<SelfTest> => {
    const before = link.counters().dropped;
    let received = 0;
    for (let n = 0; n < bursts; n++) received += await burst((n * REQUESTS) / bursts, REQUESTS / bursts);
    const { dropped } = link.counters();
    const lost = dropped === null || before === null ? null : dropped - before;
    return { family, sent: REQUESTS, received, dropped: lost };
  };
  const first = await attempt(1);
  const last = isWhole(first) ? first : await attempt(2);
  if (last.received < last.sent && last.dropped) throw unusable(captureLoses(last, link.device));
  return last;
}

/** The self-tests of a run, in those families in which the target answers echo requests; none on virtual time. */
export async function selfTestAll(
  { host, address, answersEcho }: Pick<Session, 'address' | 'answersEcho'> & { readonly host: PhantomHost },
  families: readonly (4 | 6)[],
  link: Pick<Link, 'mtu' | 'device' | 'counters' | 'timestamps'>,
): Promise<SelfTest[]> {
  if (link.timestamps === 'virtual') return [];
  const results: SelfTest[] = [];
  for (const family of families.filter((each) => answersEcho[each])) {
    const target = address[family] ?? '';
    const test = await selfTest({ host, link }, { family, address: target });
    const roundTripMs = await roundTrip(host, target);
    results.push(roundTripMs === undefined ? test : { ...test, roundTripMs: Math.round(roundTripMs * 1000) / 1000 });
  }
  return results;
}

/** What the self-tests give reason to say before a run. */
export function selfTestNotes({
  selfTests,
  session: { answersEcho },
  settings: { families },
}: {
  readonly selfTests: readonly SelfTest[];
  readonly session: Pick<Session, 'answersEcho'>;
  readonly settings: { readonly families: readonly (4 | 6)[] };
}): string[] {
  const skipped = families.filter((family) => !answersEcho[family]);
  return [
    ...skipped.map((family) => `no self-test over IPv${family}: the target answers no echo requests`),
    ...selfTests.filter((test) => !isWhole(test)).map(noteOf),
  ];
}

function noteOf({ family, sent, received, dropped }: SelfTest): string {
  const missing = `${sent - received} of ${sent} echo replies over IPv${family} did not come back`;
  if (dropped === null) return `${missing}, and this link cannot tell whether its capture lost them`;
  return `${missing}, though the capture lost none: the target, or what is between, answers fewer in a burst`;
}

function isWhole({ sent, received }: SelfTest): boolean {
  return received === sent;
}

function captureLoses({ family, sent, received, dropped }: SelfTest, device: string): string {
  return `the capture on ${device} loses frames: of ${sent} echo replies over IPv${family} ${received} came back, and it counted ${dropped} as lost, twice. Turn its offloads off (\`ethtool -K ${device} gro off lro off\`), or run on a machine that is less busy.`;
}
