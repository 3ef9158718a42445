import type { Result, Run } from '../run.js';
import { type CaseGroup, rfcsOf } from './case-groups.js';
import { arcKey, casesAbout } from './judgement.js';

/** What the list of cases is narrowed to; what is absent narrows nothing. */
export interface CaseFilter {
  /** Words, all of which the case's id, title, passages, behaviour, message or known reason has. */
  readonly text?: string;
  readonly verdict?: readonly string[];
  /** A state that the target was seen in. */
  readonly state?: string;
  readonly level?: string;
  /** `RFC9293`. */
  readonly rfc?: string;
  readonly family?: string;
  /** `yes`: known deviations alone; `no`: all others. */
  readonly known?: string;
  /** An arc, by `arcKey`. */
  readonly arc?: string;
  /** `MUST-1`. */
  readonly requirement?: string;
}

/** Tells which results of a case a filter lets pass. */
export type CaseMatcher = (group: CaseGroup, filter: CaseFilter) => Result[];

/** A matcher for the cases of a run. What it must look up is prepared once, so that it answers for thousands of cases between two frames. */
export function caseMatcher(coverage: Run['coverage']): CaseMatcher {
  const arcs = new Map(coverage.arcs.map((arc) => [arcKey(arc), new Set(casesAbout(arc))]));
  const requirements = new Map(coverage.requirements.map(({ id, cases }) => [id, new Set(cases)]));
  const texts = new WeakMap<Result, string>();
  const textOf = (result: Result) => {
    const known = texts.get(result) ?? searchText(result);
    texts.set(result, known);
    return known;
  };
  return (group, { text, verdict, state, level, rfc, family, known, arc, requirement }) => {
    if (level && group.level !== level) return [];
    if (rfc && !rfcsOf(group.cites).includes(rfc)) return [];
    if (arc && !arcs.get(arc)?.has(group.id)) return [];
    if (requirement && !requirements.get(requirement)?.has(group.id)) return [];
    const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return group.results.filter(
      (result) =>
        (!family || String(result.family) === family) &&
        (!verdict?.length || verdict.includes(result.verdict)) &&
        (!known || (result.known === undefined ? 'no' : 'yes') === known) &&
        (!state || result.states.some((sighting) => sighting.state === state)) &&
        words.every((word) => textOf(result).includes(word)),
    );
  };
}

function searchText({ id, title, cites, behaviour, message, known }: Result): string {
  return [id, title, ...cites, behaviour, message, known?.reason].filter(Boolean).join('\n').toLowerCase();
}
