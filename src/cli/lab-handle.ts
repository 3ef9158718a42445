import { release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LINUX_BASELINE } from './baseline-file.js';
import type { AnyTarget, MadeLab } from './make-lab.js';
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

/** An emulated processor makes one user call after the other: with more cases at once each would wait for those of all others. */
const AT_A_MACHINE = 24;

/** The stdio agent as a file of this package. */
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

/** A lab as targets, with an agent at each. */
export function handleOf({ order, lab, services }: Passed): LabHandle {
  const { name, unpinned, targets, facts } = lab;
  const about = { lab: { name: order.name, ...facts }, record: Object.keys(order.settings ?? {}) };
  return {
    name,
    unpinned,
    targets: targets.map((each, n) => ({ ...fileOf(each, nameOf(order, n, targets.length), services), ...about })),
  };
}

function fileOf(target: AnyTarget, name: string, services: Services): TargetFile {
  const { link, address4, address6, phantom } = target;
  return {
    name,
    address4,
    address6,
    iface: link,
    ...(Object.keys(services).length > 0 ? { services } : {}),
    ...(Object.keys(agentOf(target)).length > 0 ? { baseline: LINUX_BASELINE } : {}),
    phantom4: phantom.address4,
    phantom6: phantom.address6,
    ...agentOf(target),
    ...('sockets' in target ? { concurrency: AT_A_MACHINE } : {}),
  };
}

function agentOf(target: AnyTarget): Pick<TargetFile, 'agent'> {
  if ('namespace' in target)
    return { agent: { command: ['ip', 'netns', 'exec', target.namespace, process.execPath, AGENT] } };
  if ('tokenFile' in target)
    return { agent: { address: `${target.address4}:${target.port}`, tokenFile: target.tokenFile } };
  return 'sockets' in target ? { agent: { sockets: target.sockets } } : {};
}

/** This machine's kernel as a target, numbered where there are several; or the lab's own name. */
function nameOf({ name }: Passed['order'], index: number, count: number): string {
  const kernel = name === 'netns' ? kernelName(release()) : name;
  return count === 1 ? kernel : `${kernel}-${String(index + 1).padStart(String(count).length, '0')}`;
}

/** The name of this machine's kernel as a target. */
export function kernelName(release: string): string {
  return `linux-${release.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}

/** A handle of a lab that there is not yet, for checking what is said of it. `services`: those that it has in place of an agent. */
export function standIn(lab: string, count: number, services?: Services): LabHandle {
  const targets = Array.from({ length: count }, (_, n): TargetFile => {
    const address = { address4: '192.0.2.1', address6: '2001:db8::1' };
    const user = services ? { services } : { agent: { command: ['none'] } };
    return { ...address, ...user, name: nameOf({ name: lab }, n, count), iface: `lab${n}` };
  });
  return { name: '', unpinned: [], targets };
}

/** What passes from the process that makes a lab to the one inside: short, since the environment is bounded. */
type Passed = Pick<MadeLab, 'order' | 'lab' | 'services'>;

/** The environment in which the process inside finds the handle. */
export function environmentOf({ order: { name, settings = {} }, lab, services }: Passed): NodeJS.ProcessEnv {
  return {
    ...process.env,
    [VARIABLE]: JSON.stringify({ order: { name, settings }, lab, services } satisfies Passed),
  };
}

/** The handle, when this process runs inside a lab. */
export function ownHandle(): LabHandle | undefined {
  const text = process.env[VARIABLE];
  return text === undefined ? undefined : handleOf(JSON.parse(text) as Passed);
}
