import { availableParallelism } from 'node:os';
import { CommandFailed, run } from './command.js';
import { carrier, configure, settle } from './device.js';
import { downLab } from './down.js';
import { explained } from './explained.js';
import { inTurns } from './in-turns.js';
import type { Lab, NetnsTarget } from './lab.js';
import { labName } from './names.js';
import { PINNED_SETTINGS } from './settings.js';

/** The target's end of a link. The tester's is `test0` too, or numbered from 1 where there are several. */
const DEVICE = 'test0';
const MADE_AT_ONCE = 8;
/** Those that take frames in, in turn: each has a queue of 1,000 frames for all the links that are given to it. */
const PROCESSORS = Math.min(availableParallelism(), 32);

/**
 * Makes a lab of namespaces: a tester's, and one for each target, joined to it by a veth link. The targets' kernel is this machine's own.
 * The tester's ends have addresses for raw links alone. What was made is taken away again if a step fails.
 * Rejects with LabError.
 */
export async function upNetns({
  kept = false,
  targets = 1,
  settings = PINNED_SETTINGS,
}: {
  kept?: boolean;
  targets?: number;
  /** Sysctls of the targets, in the order in which they are set. */
  settings?: Readonly<Record<string, string>>;
} = {}): Promise<Lab<NetnsTarget>> {
  const name = labName(kept);
  const tester = `${name}-tester`;
  const plans = Array.from({ length: targets }, (_, n) => targetOf(name, targets === 1 ? 0 : n + 1));
  try {
    await run(['ip', 'netns', 'add', tester]);
    const unpinned = await inTurns(plans, MADE_AT_ONCE, (target, n) =>
      upTarget(tester, target, n % PROCESSORS, settings),
    );
    return { name, tester: { namespace: tester }, targets: plans, unpinned: [...new Set(unpinned.flat())] };
  } catch (error) {
    await downLab(name).catch(() => {}); // the first error says more
    throw explained(error);
  }
}

/** A single target is number 0, in the networks of documentation (RFC 5737, RFC 3849); several are in those of benchmarks (RFC 2544). */
function targetOf(lab: string, number: number): NetnsTarget {
  const net4 = number === 0 ? '192.0.2' : `198.18.${number}`;
  const net6 = number === 0 ? '2001:db8::' : `2001:db8:0:${number.toString(16)}::`;
  return {
    namespace: number === 0 ? `${lab}-target` : `${lab}-target${number}`,
    link: number === 0 ? DEVICE : `test${number}`,
    address4: `${net4}.1`,
    address6: `${net6}1`,
    phantom: { address4: `${net4}.100`, address6: `${net6}100` },
  };
}

/** Makes a target with its link, whose frames one processor takes in. Resolves to the settings that could not be pinned. */
async function upTarget(
  tester: string,
  { namespace, link, address4, address6 }: NetnsTarget,
  processor: number,
  settings: Readonly<Record<string, string>>,
): Promise<string[]> {
  const [net4, net6] = [address4.replace(/\d+$/, ''), address6.replace(/\d+$/, '')];
  await run(['ip', 'netns', 'add', namespace]);
  await run(['ip', '-netns', tester, 'link', 'add', link, 'type', 'veth', 'peer', 'name', DEVICE, 'netns', namespace]);
  await Promise.all([settle(tester, link, processor), settle(namespace, DEVICE, processor)]);
  await configure(tester, [
    `addr add ${net4}254/24 dev ${link}`,
    `addr add ${net6}fe/64 dev ${link} nodad`,
    'link set lo up',
    `link set ${link} up`,
  ]);
  await configure(namespace, [
    `addr add ${address4}/24 dev ${DEVICE}`,
    `addr add ${address6}/64 dev ${DEVICE} nodad`,
    'link set lo up',
    `link set ${DEVICE} up`,
  ]);
  const unpinned = await pin(namespace, settings);
  await carrier(tester, link);
  return unpinned;
}

async function pin(namespace: string, settings: Readonly<Record<string, string>>): Promise<string[]> {
  const sysctl = ['ip', 'netns', 'exec', namespace, 'sysctl', '-qw'];
  const all = Object.entries(settings).map(([setting, value]) => `${setting}=${value}`);
  if (
    await run([...sysctl, ...all]).then(
      () => true,
      () => false,
    )
  )
    return [];
  const attempts = Object.entries(settings).map(async ([setting, value]) => {
    try {
      await run([...sysctl, `${setting}=${value}`]);
      return [];
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      return [`${setting}: ${error.said}`];
    }
  });
  return (await Promise.all(attempts)).flat();
}
