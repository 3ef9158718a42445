import { run } from './command.js';
import { machineOf } from './lab.js';
import { processesIn, sessionOf, startOf } from './processes.js';

const NAME = /^tcpspec-(?:kept|(?<pid>\d+)\.(?<start>\d+))-[a-z0-9]+-(?<end>tester|target)(?<number>[1-9]\d*)?$/;

/** A tester's or a target's namespace of a lab, as `ip netns` lists it. */
export interface LabNamespace {
  readonly namespace: string;
  readonly lab: string;
  readonly end: 'tester' | 'target';
  /** The process that made it; undefined for a lab that is meant to stay. */
  readonly owner: { readonly pid: number; readonly start: number } | undefined;
}

/** A lab as a whole. */
export interface LabState {
  readonly name: string;
  readonly namespaces: readonly string[];
  /** `in use` by the process that made it, or by one inside; `kept` and idle; or `left over` by a process that is gone. */
  readonly state: 'in use' | 'kept' | 'left over';
  /** Whose it is, or who is inside, while it is in use. */
  readonly users: readonly number[];
}

/** A name that no other lab has: `tcpspec-PID.START-RANDOM`, or `tcpspec-kept-RANDOM` for one that outlives its process. */
export function labName(kept: boolean): string {
  const random = Math.floor(Math.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `tcpspec-${kept ? 'kept' : `${process.pid}.${startOf(process.pid)}`}-${random}`;
}

/** The process that made a lab of this name, or a folder of its; undefined for one that is meant to stay, or another name. */
export function ownerOf(lab: string): { readonly pid: number; readonly start: number } | undefined {
  return labOf(`${lab}-tester`)?.owner;
}

/** What a namespace's name says of it; undefined if it is not a lab's. */
export function labOf(namespace: string): LabNamespace | undefined {
  const { pid, start, end, number = '' } = NAME.exec(namespace)?.groups ?? {};
  if (end !== 'target' && (end !== 'tester' || number !== '')) return undefined;
  const owner = pid === undefined ? undefined : { pid: Number(pid), start: Number(start) };
  return { namespace, lab: namespace.slice(0, -`-${end}${number}`.length), end, owner };
}

/** The labs that there are now, whoever made them. */
export async function listLabs(): Promise<LabState[]> {
  const all = await listLabNamespaces();
  const labs = [...new Set(all.map(({ lab }) => lab))];
  return Promise.all(
    labs.map((name) =>
      stateOf(
        name,
        all.filter(({ lab }) => lab === name),
      ),
    ),
  );
}

/** The labs' namespaces that there are now. */
export async function listLabNamespaces(): Promise<LabNamespace[]> {
  const names = (await run(['ip', 'netns', 'list'])).split('\n').map((line) => line.split(' ')[0] ?? '');
  return names.map(labOf).filter((half) => half !== undefined);
}

async function stateOf(name: string, halves: readonly LabNamespace[]): Promise<LabState> {
  const namespaces = halves.map(({ namespace }) => namespace);
  const owner = halves[0]?.owner;
  if (owner) {
    const alive = startOf(owner.pid) === owner.start;
    return { name, namespaces, state: alive ? 'in use' : 'left over', users: alive ? [owner.pid] : [] };
  }
  const tester = halves.find(({ end }) => end === 'tester')?.namespace;
  const machine = machineOf(name); // which may have several processes
  const users = tester === undefined ? [] : (await processesIn(tester)).filter((pid) => sessionOf(pid) !== machine);
  return { name, namespaces, state: users.length > 0 ? 'in use' : 'kept', users };
}
