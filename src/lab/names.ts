import { existsSync, readFileSync } from 'node:fs';
import { run } from './command.js';

const NAME = /^tcpspec-(\d+|kept)-([a-z0-9]+)-(tester|target)$/;

/** One half of a lab, as `ip netns` lists it. `owner` is the process that made it, undefined for one that is meant to stay. */
export interface LabNamespace {
  readonly namespace: string;
  readonly lab: string;
  readonly owner: number | undefined;
}

/** A name that no other lab has: `tcpspec-PID-RANDOM`, or `tcpspec-kept-RANDOM` for one that outlives its process. */
export function labName(kept: boolean): string {
  const random = Math.floor(Math.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `tcpspec-${kept ? 'kept' : process.pid}-${random}`;
}

/** The labs' namespaces that there are now, whoever made them. */
export async function listLabNamespaces(): Promise<LabNamespace[]> {
  const names = (await run(['ip', 'netns', 'list'])).split('\n').map((line) => line.split(' ')[0] ?? '');
  return names.flatMap((namespace) => {
    const [, owner, random] = NAME.exec(namespace) ?? [];
    if (owner === undefined) return [];
    const lab = `tcpspec-${owner}-${random}`;
    return [{ namespace, lab, owner: owner === 'kept' ? undefined : Number(owner) }];
  });
}

/** True if the process that made a lab is still there, so that the lab is in use. */
export function isInUse({ owner }: LabNamespace): boolean {
  if (owner === undefined || !existsSync(`/proc/${owner}`)) return false;
  return /node|tcpspec/.test(readFileSync(`/proc/${owner}/cmdline`, 'utf8'));
}
