import type { Result } from '../../run.js';
import type { CaseFilter, CaseMatcher } from '../case-filter.js';
import type { CaseGroup } from '../case-groups.js';
import { element } from './elements.js';

/** The list of cases as the page has it, a row for each group, in the same order. */
export interface CaseRows {
  /** Shows the rows that the filter lets pass, and says how many there are. */
  narrow(filter: CaseFilter): void;
  /** The results of a case that the last filter let pass. */
  passing(at: number): readonly Result[];
  row(at: number): HTMLElement | undefined;
  placeOf(id: string): number;
}

/** Takes hold of the rows. */
export function caseRows(groups: readonly CaseGroup[], matches: CaseMatcher): CaseRows {
  const list = element('#list');
  const rows = [...list.querySelectorAll<HTMLElement>('.case')].sort((a, b) => place(a) - place(b));
  const sections = [...list.querySelectorAll<HTMLElement>('.case-section')].map((section) => {
    const places = [...section.querySelectorAll<HTMLElement>('.case')].map(place);
    return { section, count: element('.count', section), places };
  });
  let passing: readonly Result[][] = groups.map(({ results }) => [...results]);
  return {
    narrow(filter) {
      passing = groups.map((group) => matches(group, filter));
      for (const [at, row] of rows.entries()) show(row, (passing[at]?.length ?? 0) > 0);
      for (const { section, count, places } of sections) {
        const left = places.filter((at) => passing[at]?.length).length;
        show(section, left > 0);
        count.textContent = left === places.length ? `${left}` : `${left} of ${places.length}`;
      }
      tell(passing, groups);
    },
    passing: (at) => passing[at] ?? [],
    row: (at) => rows[at],
    placeOf: (id) => groups.findIndex((group) => group.id === id),
  };
}

function place(row: HTMLElement): number {
  return Number(row.dataset.at);
}

function show(row: HTMLElement, shown: boolean): void {
  if (row.hidden === shown) row.hidden = !shown;
}

function tell(passing: readonly Result[][], groups: readonly CaseGroup[]): void {
  const cases = passing.filter(({ length }) => length > 0).length;
  const results = passing.reduce((sum, { length }) => sum + length, 0);
  const of = cases === groups.length ? '' : ` of ${groups.length}`;
  element('#count').textContent = `${cases}${of} cases, ${results} results`;
  element('#nothing').hidden = cases > 0;
}
