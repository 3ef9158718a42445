import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Allowance, Sample } from './soak-trend.js';

const MB = 1_000_000;
const TIME_WAIT = '06';
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

/** What may change without being growth. Where something is counted, nothing. */
export const ALLOWANCES: Readonly<Record<string, Allowance>> = {
  heapOctets: { units: 1.5 * MB, part: 0.02 },
  externalOctets: { units: 1.5 * MB, part: 0.02 },
  residentOctets: { units: 24 * MB, part: 0.1 },
  descriptors: { units: 0 },
  handles: { units: 0 },
  listeners: { units: 0 },
  sockets: { units: 0 },
  agentResidentOctets: { units: 16 * MB, part: 0.1 },
  agentDescriptors: { units: 0 },
  targetConnections: { units: 0 },
  namespaces: { units: 0 },
};

/** Looks at this process and at the agent's; `agent` is its process number, `lab` what the namespaces begin with. What is garbage is collected first. */
export async function takeSample(agent: number, lab: string): Promise<Sample> {
  if (globalThis.gc === undefined) throw new Error('node was not started with --expose-gc');
  for (let round = 0; round < 3; round++) {
    await new Promise(setImmediate); // what a promise still holds is let go
    globalThis.gc();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapOctets: heapUsed,
    externalOctets: external,
    residentOctets: rss,
    descriptors: descriptorsOf('self').length,
    handles: process.getActiveResourcesInfo().length,
    listeners: STOPS.reduce((sum, event) => sum + process.listenerCount(event), 0),
    sockets: descriptorsOf('self').filter((place) => place.startsWith('socket:')).length,
    agentResidentOctets: residentOctetsOf(agent),
    agentDescriptors: descriptorsOf(agent).length,
    targetConnections: connectionsBeside(agent),
    namespaces: readdirSync('/run/netns').filter((name) => name.startsWith(lab)).length,
  };
}

/** Where the descriptors of a process lead to. */
function descriptorsOf(process: number | 'self'): string[] {
  const folder = `/proc/${process}/fd`;
  return readdirSync(folder).map((name) => placeOf(`${folder}/${name}`));
}

function placeOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // the one that the folder itself was read through
  }
}

function residentOctetsOf(process: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** What the target's kernel knows of connections, but for TIME-WAIT, which it keeps for a minute by right. */
function connectionsBeside(agent: number): number {
  const tables = ['tcp', 'tcp6'].map((name) => readFileSync(`/proc/${agent}/net/${name}`, 'utf8'));
  const lines = tables.flatMap((table) => table.trimEnd().split('\n').slice(1));
  return lines.filter((line) => line.trim().split(/\s+/)[3] !== TIME_WAIT).length;
}
