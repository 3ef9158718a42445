import { changeable, parseFeatures, wordsFor } from '../link/offloads.js';
import { CommandFailed, run } from './command.js';
import { LabError } from './lab-error.js';
import { labName, listLabNamespaces, listLabs } from './names.js';
import { endProcessesIn } from './processes.js';
import { PINNED_SETTINGS } from './settings.js';

/** Two namespaces joined by a veth link. The target's kernel is this machine's own. The tester's end has addresses for raw links alone. */
export interface NetnsLab {
  readonly name: string;
  /** Where tcpspec has to run. */
  readonly tester: { readonly namespace: string; readonly device: string };
  readonly target: { readonly namespace: string; readonly address4: string; readonly address6: string };
  readonly phantom: { readonly address4: string; readonly address6: string };
  /** Settings that could not be pinned, with the reason. */
  readonly unpinned: readonly string[];
}

const DEVICE = 'test0';
const PREFIX4 = '192.0.2'; // RFC 5737
const PREFIX6 = '2001:db8'; // RFC 3849
const CARRIER_WITHIN_MS = 5_000;

/** Makes the lab; what was made is taken away again if a step fails. Rejects with LabError. */
export async function upNetns({ kept = false }: { kept?: boolean } = {}): Promise<NetnsLab> {
  const name = labName(kept);
  const [tester, target] = [`${name}-tester`, `${name}-target`];
  try {
    await run(['ip', 'netns', 'add', tester]);
    await run(['ip', 'netns', 'add', target]);
    await run(['ip', '-netns', tester, 'link', 'add', DEVICE, 'type', 'veth', 'peer', 'name', DEVICE, 'netns', target]);
    await Promise.all([settle(tester), settle(target)]);
    await configure(tester, [
      `addr add ${PREFIX4}.254/24 dev ${DEVICE}`,
      `addr add ${PREFIX6}::fe/64 dev ${DEVICE} nodad`,
      'link set lo up',
      `link set ${DEVICE} up`,
    ]);
    await configure(target, [
      `addr add ${PREFIX4}.1/24 dev ${DEVICE}`,
      `addr add ${PREFIX6}::1/64 dev ${DEVICE} nodad`,
      'link set lo up',
      `link set ${DEVICE} up`,
    ]);
    const unpinned = await pin(target);
    await carrier(tester);
    return {
      name,
      tester: { namespace: tester, device: DEVICE },
      target: { namespace: target, address4: `${PREFIX4}.1`, address6: `${PREFIX6}::1` },
      phantom: { address4: `${PREFIX4}.100`, address6: `${PREFIX6}::100` },
      unpinned,
    };
  } catch (error) {
    await downNetns(name).catch(() => {}); // the first error says more
    throw explain(error);
  }
}

/**
 * Takes a lab away, and ends what still runs in it; the veth link goes with its namespaces. Resolves to what was removed,
 * nothing if it was gone already. Rejects with LabError.
 */
export async function downNetns(name: string): Promise<string[]> {
  const removed: string[] = [];
  for (const namespace of await namespacesOf(name)) {
    await endProcessesIn(namespace);
    const remove = () => run(['ip', 'netns', 'delete', namespace]);
    try {
      await remove().catch(remove); // an interrupt can hit a command before it has a session of its own
      removed.push(namespace);
    } catch (error) {
      if ((await namespacesOf(name)).includes(namespace)) throw explain(error); // else someone else has removed it
    }
  }
  return removed;
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
async function settle(namespace: string): Promise<void> {
  const inside = ['ip', 'netns', 'exec', namespace];
  await run([...inside, 'sysctl', '-qw', 'net.ipv6.conf.default.accept_dad=0', `net.ipv6.conf.${DEVICE}.accept_dad=0`]);
  const offloads = changeable(parseFeatures(await run([...inside, 'ethtool', '-k', DEVICE])));
  if (offloads.length > 0) await run([...inside, 'ethtool', '-K', DEVICE, ...wordsFor(offloads, 'off')]);
  await run([...inside, 'sh', '-c', `echo 1 2>/dev/null >/sys/class/net/${DEVICE}/queues/rx-0/rps_cpus || true`]);
}

async function configure(namespace: string, lines: readonly string[]): Promise<void> {
  await run(['ip', '-netns', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
}

/** The kernel tells of a new carrier when it comes to it; until then a device with its cable in counts as unplugged. */
async function carrier(namespace: string): Promise<void> {
  const until = performance.now() + CARRIER_WITHIN_MS;
  while (!/state UP/.test(await run(['ip', '-netns', namespace, 'link', 'show', 'dev', DEVICE]))) {
    if (performance.now() > until) throw new LabError(`the lab's cable ${DEVICE} got no carrier`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function pin(namespace: string): Promise<string[]> {
  const attempts = Object.entries(PINNED_SETTINGS).map(async ([setting, value]) => {
    try {
      await run(['ip', 'netns', 'exec', namespace, 'sysctl', '-qw', `${setting}=${value}`]);
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
