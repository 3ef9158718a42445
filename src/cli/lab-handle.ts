import { release } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { NetnsLab, NetnsTarget } from '../lab/netns.js';
import { LINUX_BASELINE } from './baseline-file.js';
import type { TargetFile } from './target-file.js';

/** What a run inside a lab needs to know of it. */
export interface LabHandle {
  readonly name: string;
  readonly targets: readonly TargetFile[];
  readonly unpinned: readonly string[];
}

/** Real servers on each target: their ports. */
type Services = NonNullable<TargetFile['services']>;

const VARIABLE = 'TCPSPEC_LAB_HANDLE';

/** The stdio agent as a file of this package. */
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

/** A lab of namespaces as targets: the machine's own kernel, with an agent started inside each. */
export function handleOf({ name, unpinned, targets }: NetnsLab, services: Services): LabHandle {
  return { name, unpinned, targets: targets.map((target, n) => fileOf(target, nameOf(n, targets.length), services)) };
}

function fileOf(
  { namespace, link, address4, address6, phantom }: NetnsTarget,
  name: string,
  services: Services,
): TargetFile {
  return {
    name,
    address4,
    address6,
    iface: link,
    ...(Object.keys(services).length > 0 ? { services } : {}),
    baseline: LINUX_BASELINE,
    phantom4: phantom.address4,
    phantom6: phantom.address6,
    agent: { command: ['ip', 'netns', 'exec', namespace, process.execPath, AGENT] },
  };
}

/** This machine's kernel as a target; numbered where there are several. */
function nameOf(index: number, count: number): string {
  const kernel = kernelName(release());
  return count === 1 ? kernel : `${kernel}-${String(index + 1).padStart(String(count).length, '0')}`;
}

/** The name of this machine's kernel as a target. */
export function kernelName(release: string): string {
  return `linux-${release.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}

/** A handle of a lab that there is not yet, for checking what is said of it. */
export function standIn(count: number): LabHandle {
  const targets = Array.from({ length: count }, (_, n): TargetFile => {
    const address = { address4: '192.0.2.1', address6: '2001:db8::1' };
    return { ...address, name: nameOf(n, count), iface: `lab${n}`, agent: { command: ['none'] } };
  });
  return { name: '', unpinned: [], targets };
}

/** What passes from the process that makes a lab to the one inside: short, since the environment is bounded. */
interface Passed {
  readonly lab: NetnsLab;
  readonly services: Services;
}

/** The environment in which the process inside finds the handle. */
export function environmentOf(lab: NetnsLab, services: Services): NodeJS.ProcessEnv {
  return { ...process.env, [VARIABLE]: JSON.stringify({ lab, services } satisfies Passed) };
}

/** The handle, when this process runs inside a lab. */
export function ownHandle(): LabHandle | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined) return undefined;
  const { lab, services } = JSON.parse(text) as Passed;
  return handleOf(lab, services);
}
