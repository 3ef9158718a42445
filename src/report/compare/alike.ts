import type { Verdict } from '../run.js';
import { differs, saidText } from './cells.js';
import type { CaseRow } from './types.js';

/**
 * Columns that differ in no case, together. What a run did not judge separates nothing, so that being alike may not be
 * passed on from one to the next; columns are put together only where each is like each other.
 */
export function alikeColumns(rows: readonly CaseRow[], count: number, silent: ReadonlySet<Verdict>): number[][] {
  const like = likeness(rows, count, silent);
  const places = Array.from({ length: count }, (_, place) => place);
  const near = places.map((place) => places.filter((other) => like(place, other)));
  const groups = new Map<string, number[]>();
  for (const [place, group] of near.entries()) {
    const key = group.join(' ');
    const whole = group.every((other) => near[other]?.join(' ') === key);
    groups.set(whole ? key : `${place}`, whole ? group : [place]);
  }
  return [...groups.values()];
}

/** Whether two columns have met in a case at least, and differ in none. */
function likeness(rows: readonly CaseRow[], count: number, silent: ReadonlySet<Verdict>) {
  const unlike = new Set<string>();
  const met = new Set<string>();
  for (const { cells, kind } of rows) {
    const told = cells.map((cell) => saidText(cell, silent));
    for (let one = 0; one < count; one++) {
      for (let other = 0; other < one; other++) {
        if (told[one] === undefined || told[other] === undefined) continue;
        met.add(`${other} ${one}`);
        if (differs(kind) && told[one] !== told[other]) unlike.add(`${other} ${one}`);
      }
    }
  }
  return (one: number, other: number): boolean => {
    const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
    return one === other || (met.has(pair) && !unlike.has(pair));
  };
}
