import type { Family, Result } from './run.js';

/** Results that say the same of one case, over both families or in several repetitions. The first stands for all. */
export interface ResultGroup {
  readonly result: Result;
  readonly families: readonly Family[];
  /** How many results it stands for. */
  readonly count: number;
}

/** Joins the results of a case that differ in nothing a reader would look at, in the order of their first ones. */
export function grouped(results: readonly Result[]): ResultGroup[] {
  const groups = new Map<string, { result: Result; families: Family[]; count: number }>();
  for (const result of results) {
    const { id, verdict, behaviour, message, expected, actual, family } = result;
    const key = JSON.stringify([id, verdict, behaviour, message, expected, actual]);
    const group = groups.get(key) ?? { result, families: [], count: 0 };
    if (!group.families.includes(family)) group.families.push(family);
    group.count += 1;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `IPv4`, `IPv6`, or `IPv4 and IPv6`. */
export function familiesText(families: readonly Family[]): string {
  return families.map((family) => `IPv${family}`).join(' and ');
}
