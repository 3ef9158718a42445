import type { Case } from './case.js';
import { statesOf } from './case.js';
import type { Level } from './level.js';
import type { State } from './states.js';

/** Which cases a run is about. Everything unset selects all. */
export interface Selection {
  /** Ids, with `*` for anything within a path element and `**` across them; a plain path selects what lies below it too. */
  readonly patterns?: readonly string[];
  readonly skip?: readonly string[];
  readonly levels?: readonly Level[];
  readonly state?: State | undefined;
  /** A regular expression over `id title`, as mocha's --grep. */
  readonly grep?: string | undefined;
  /** Who makes the calls of the one target that the run is about; unset: there are several. */
  readonly calls?: 'by-services' | 'by-user' | undefined;
  /** Exactly these, as `id family`. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** True if the case is selected for the family. */
export function selects(selection: Selection, c: Case, family: 4 | 6): boolean {
  if (c.families && !c.families.includes(family)) return false;
  if (selection.calls && c.calls && c.calls !== selection.calls) return false;
  const { patterns = [], skip = [], levels = [], state, grep, only } = selection;
  if (patterns.length > 0 && !patterns.some((pattern) => matches(pattern, c.id))) return false;
  if (skip.some((pattern) => matches(pattern, c.id))) return false;
  if (levels.length > 0 && !levels.includes(c.level)) return false;
  if (state && !statesOf(c).includes(state)) return false;
  if (grep && !new RegExp(grep).test(`${c.id} ${c.title}`)) return false;
  return !only || only.has(`${c.id} ${family}`);
}

/** True if an id matches a pattern. */
export function matches(pattern: string, id: string): boolean {
  return matcherOf(pattern)(id);
}

/** What tells whether an id matches a pattern, for many ids. */
export function matcherOf(pattern: string): (id: string) => boolean {
  const source = pattern
    .replace(/\/+$/, '')
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  const whole = new RegExp(`^${source}(/.*)?$`);
  return (id) => whole.test(id);
}
