import { availableParallelism } from 'node:os';
import { changeable, parseFeatures, wordsFor } from '../link/offloads.js';
import { CommandFailed, run } from './command.js';
import { inTurns } from './in-turns.js';
import { LabError } from './lab-error.js';
import { labName, listLabNamespaces, listLabs } from './names.js';
import { endProcessesIn } from './processes.js';
import { PINNED_SETTINGS } from './settings.js';

/** A tester's namespace, and one for each target, each joined to it by a veth link. The targets' kernel is this machine's own. The tester's ends have addresses for raw links alone. */
export interface NetnsLab {
  readonly name: string;
  /** Where tcpspec has to run. */
  readonly tester: { readonly namespace: string };
  /** At least one. */
  readonly targets: readonly NetnsTarget[];
  /** Settings that could not be pinned, with the reason. */
  readonly unpinned: readonly string[];
}

/** One target of a lab. */
export interface NetnsTarget {
  readonly namespace: string;
  /** The tester's end of its link. */
  readonly link: string;
  readonly address4: string;
  readonly address6: string;
  /** Addresses on its link that nobody has. */
  readonly phantom: { readonly address4: string; readonly address6: string };
}

/** The target's end of a link. The tester's is `test0` too, or numbered from 1 where there are several. */
const DEVICE = 'test0';
const MADE_AT_ONCE = 8;
/** Those that take frames in, in turn: each has a queue of 1,000 frames for all the links that are given to it. */
const PROCESSORS = Math.min(availableParallelism(), 32);
const CARRIER_WITHIN_MS = 5_000;

/** Makes the lab; what was made is taken away again if a step fails. Rejects with LabError. */
export async function upNetns({
  kept = false,
  targets = 1,
}: {
  kept?: boolean;
  targets?: number;
} = {}): Promise<NetnsLab> {
  const name = labName(kept);
  const tester = `${name}-tester`;
  const plans = Array.from({ length: targets }, (_, n) => targetOf(name, targets === 1 ? 0 : n + 1));
  try {
    await run(['ip', 'netns', 'add', tester]);
    const unpinned = await inTurns(plans, MADE_AT_ONCE, (target, n) => upTarget(tester, target, n % PROCESSORS));
    return { name, tester: { namespace: tester }, targets: plans, unpinned: [...new Set(unpinned.flat())] };
  } catch (error) {
    await downNetns(name).catch(() => {}); // the first error says more
    throw explain(error);
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
  const unpinned = await pin(namespace);
  await carrier(tester, link);
  return unpinned;
}

/**
 * Takes a lab away, and ends what still runs in it; the veth link goes with its namespaces. Resolves to what was removed,
 * nothing if it was gone already. Rejects with LabError.
 */
export async function downNetns(name: string): Promise<string[]> {
  const removed = await inTurns(await namespacesOf(name), MADE_AT_ONCE, (namespace) => downNamespace(name, namespace));
  return removed.flat().sort();
}

async function downNamespace(lab: string, namespace: string): Promise<string[]> {
  await endProcessesIn(namespace);
  const remove = () => run(['ip', 'netns', 'delete', namespace]);
  try {
    await remove().catch(remove); // an interrupt can hit a command before it has a session of its own
    return [namespace];
  } catch (error) {
    if ((await namespacesOf(lab)).includes(namespace)) throw explain(error); // else someone else has removed it
    return [];
  }
}

/** Takes away every lab that nobody uses: the kept ones, and those whose process is gone. Resolves to the namespaces' names. */
export async function downLeftovers(): Promise<string[]> {
  const idle = (await listLabs()).filter(({ state }) => state !== 'in use');
  return (await Promise.all(idle.map(({ name }) => downNetns(name)))).flat();
}

async function namespacesOf(name: string): Promise<string[]> {
  return (await listLabNamespaces()).filter(({ lab }) => lab === name).map(({ namespace }) => namespace);
}

/**
 * Turns off every offload that would merge segments or leave them unfinished, by the list that runs go by, and has one processor
 * take all frames in: then frames are processed in the order in which they came, and an echo reply proves it.
 */
async function settle(namespace: string, device: string, processor: number): Promise<void> {
  const inside = ['ip', 'netns', 'exec', namespace];
  const mask = (2 ** processor).toString(16);
  await run([...inside, 'sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0', `net.ipv6.conf.${device}.accept_dad=0`]);
  const offloads = changeable(parseFeatures(await run([...inside, 'ethtool', '-k', device])));
  if (offloads.length > 0) await run([...inside, 'ethtool', '-K', device, ...wordsFor(offloads, 'off')]);
  await run([...inside, 'sh', '-c', `echo ${mask} 2>/dev/null >/sys/class/net/${device}/queues/rx-0/rps_cpus || true`]);
}

async function configure(namespace: string, lines: readonly string[]): Promise<void> {
  await run(['ip', '-netns', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
}

/** The kernel tells of a new carrier when it comes to it; until then a device with its cable in counts as unplugged. */
async function carrier(namespace: string, device: string): Promise<void> {
  const until = performance.now() + CARRIER_WITHIN_MS;
  while (!/state UP/.test(await run(['ip', '-netns', namespace, 'link', 'show', 'dev', device]))) {
    if (performance.now() > until) throw new LabError(`the lab's cable ${device} got no carrier`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function pin(namespace: string): Promise<string[]> {
  const sysctl = ['ip', 'netns', 'exec', namespace, 'sysctl', '-qw'];
  const all = Object.entries(PINNED_SETTINGS).map(([setting, value]) => `${setting}=${value}`);
  if (
    await run([...sysctl, ...all]).then(
      () => true,
      () => false,
    )
  )
    return [];
  const attempts = Object.entries(PINNED_SETTINGS).map(async ([setting, value]) => {
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

function explain(error: unknown): unknown {
  if (!(error instanceof CommandFailed)) return error;
  if (error.missing) {
    return new LabError(
      `the lab needs '${error.command[0]}': install the packages iproute2, ethtool and procps (npm run setup does)`,
    );
  }
  if (/permitted|denied/i.test(error.said)) {
    return new LabError(
      `making and removing network namespaces is not permitted here (${error.said}): run as root, or allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)`,
    );
  }
  return new LabError(`the lab could not be made: ${error.message}`);
}
