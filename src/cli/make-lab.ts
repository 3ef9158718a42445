import { type CacheUse, DAY_MS } from '../lab/cache.js';
import type { GuestFacts } from '../lab/guest.js';
import { GUEST_HTTP_PORT } from '../lab/guest-files.js';
import { inTurns } from '../lab/in-turns.js';
import type { GuestTarget, Lab, LabTarget, ListeningTarget, NetnsTarget } from '../lab/lab.js';
import { upNetns } from '../lab/netns.js';
import { SERVICE_PORTS } from '../lab/service-ports.js';
import { HTTP_PORT, type LabServer, startHttp, startSmallServices } from '../lab/services.js';
import { PINNED_SETTINGS } from '../lab/settings.js';
import type { StackPlan } from '../lab/stack-program.js';
import { usageError } from './exit.js';
import { type LabEntry, labEntry } from './lab-entries.js';
import { assertGuestsCanBe } from './lab-listing.js';

/** What is asked of a lab. */
export interface LabOrder {
  /** `netns`, or a file's name in labs/. */
  readonly name: string;
  readonly targets?: number;
  readonly kept?: boolean;
  /** Sysctls of the targets, beside those that are pinned anyway, and before them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether a lab of namespaces is to have the small services. */
  readonly small?: boolean;
  /** Told of what is being done. */
  readonly say: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** A namespace, a machine, or a stack that only has services. */
export type AnyTarget = NetnsTarget | GuestTarget | ListeningTarget | LabTarget;

/** A lab that is up, with what a run needs to know of it. */
export interface MadeLab {
  readonly order: Pick<LabOrder, 'name' | 'settings'>;
  readonly lab: Lab<AnyTarget> & { readonly facts?: GuestFacts };
  /** Ports of real servers on each target. */
  readonly services: Readonly<Record<string, number>>;
  /** Ends what was started beside it in this process; the lab itself stays. */
  readonly release: () => Promise<void>;
}

/** Tells on standard error what is being done for a lab. */
export function say(text: string): void {
  process.stderr.write(`lab: ${text}\n`);
}

/** How old an image of a kernel may become before the newest one is looked for again. */
const MOST_DAYS = 30;
const SERVERS_STARTED_AT_ONCE = 8;

/** Makes a lab. What was made is taken away again if a step fails. Rejects with LabError or a usage error. */
export async function makeLab(order: LabOrder): Promise<MadeLab> {
  return order.name === 'netns' ? makeNetns(order) : makeGuest(order);
}

async function makeNetns(order: LabOrder): Promise<MadeLab> {
  const { kept = false, targets = 1 } = order;
  const lab = await upNetns({ kept, targets, settings: { ...PINNED_SETTINGS, ...order.settings } });
  return { order, lab, services: {}, release: async () => {} };
}

/** Starts a real server on each target of a lab of namespaces, and the small services if they are wanted; they end with this process. */
export async function withServers(made: MadeLab, small: boolean, stopped: () => boolean): Promise<MadeLab> {
  const spaces = made.lab.targets.filter((target) => 'namespace' in target);
  if (spaces.length === 0) return made;
  const servers: LabServer[] = [];
  const release = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    await inTurns(spaces, SERVERS_STARTED_AT_ONCE, async (target) => {
      if (!stopped()) servers.push(await startHttp(target));
      if (small && !stopped()) servers.push(await startSmallServices(target));
    });
    return { ...made, services: { http: HTTP_PORT, ...(small ? SERVICE_PORTS : {}) }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function makeGuest(order: LabOrder): Promise<MadeLab> {
  const { kept = false, say, signal } = order;
  await assertGuestsCanBe();
  const entry = labEntry(order.name);
  const common = { kind: entry.name, kept, use: cacheUse(entry.name, say, signal) };
  const done = async () => {};
  if (entry.uml) {
    const { upUml } = await import('../lab/uml.js');
    const lab = await upUml({ ...common, settings: settingsOf(entry, order) });
    return { order, lab, services: { http: GUEST_HTTP_PORT }, release: done };
  }
  if (entry.kernel === undefined) {
    if (Object.keys(order.settings ?? {}).length > 0)
      throw usageError(`${entry.name} has no settings that could be set`);
    const { upStack } = await import('../lab/stack.js');
    const lab = await upStack({ ...common, plan: stackPlan(entry) });
    return { order, lab, services: entry.services ?? {}, release: done };
  }
  const { upGuest } = await import('../lab/guest.js');
  const lab = await upGuest({ ...common, series: entry.kernel, settings: settingsOf(entry, order) });
  return { order, lab, services: { http: GUEST_HTTP_PORT }, release: done };
}

function settingsOf(entry: LabEntry, order: LabOrder): Record<string, string> {
  const own = Object.entries(entry.settings ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...PINNED_SETTINGS, ...Object.fromEntries(own), ...order.settings };
}

/** What the stack of an entry is made of. */
export function stackPlan({ stack = '', packages = [], compile = [] }: LabEntry): StackPlan {
  return { stack, packages, compile };
}

/** Makes what a lab needs of the cache, if it is not there yet. Rejects with LabError. */
export async function prepareLab(name: string, say: (text: string) => void, signal?: AbortSignal): Promise<void> {
  if (name === 'netns' || name === 'model') return;
  await assertGuestsCanBe();
  const entry = labEntry(name);
  const use = cacheUse(name, say, signal);
  if (entry.uml) await (await import('../lab/uml.js')).prepareUml(use);
  else if (entry.kernel === undefined) await (await import('../lab/stack.js')).prepareStack(stackPlan(entry), use);
  else await (await import('../lab/guest.js')).prepareGuest(entry.kernel, use);
}

/** How things are taken from the cache for a lab: none that are older than TCPSPEC_CACHE_DAYS, or a month. */
function cacheUse(lab: string, say: (text: string) => void, signal: AbortSignal | undefined): CacheUse {
  return { maxAgeMs: cacheDays() * DAY_MS, say: (text) => say(`${lab}: ${text}`), signal };
}

function cacheDays(): number {
  const days = Number(process.env.TCPSPEC_CACHE_DAYS);
  return Number.isFinite(days) && process.env.TCPSPEC_CACHE_DAYS ? days : MOST_DAYS;
}
