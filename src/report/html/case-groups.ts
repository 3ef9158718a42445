import type { Level, Result } from '../run.js';

/** All results of one case: over both families, and its repetitions. */
export interface CaseGroup {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly cites: readonly string[];
  readonly results: readonly Result[];
}

/** The cases of one section of a suite: `rfc9293/3.6`. */
export interface CaseSection {
  readonly name: string;
  readonly cases: readonly CaseGroup[];
}

/** The results by case, in the order of the first ones. */
export function caseGroups(results: readonly Result[]): CaseGroup[] {
  const groups = new Map<string, CaseGroup & { results: Result[] }>();
  for (const result of results) {
    const { id, title, level, cites } = result;
    const group = groups.get(id);
    if (group) group.results.push(result);
    else groups.set(id, { id, title, level, cites, results: [result] });
  }
  return [...groups.values()];
}

/** The cases by section: the first two elements of their ids. */
export function caseSections(cases: readonly CaseGroup[]): CaseSection[] {
  const sections = new Map<string, CaseGroup[]>();
  for (const each of cases) {
    const name = each.id.split('/').slice(0, -1).slice(0, 2).join('/') || each.id;
    const section = sections.get(name);
    if (section) section.push(each);
    else sections.set(name, [each]);
  }
  return [...sections].map(([name, members]) => ({ name, cases: members }));
}

/** The RFCs that a case cites: `RFC9293`. */
export function rfcsOf(cites: readonly string[]): string[] {
  return [...new Set(cites.map((cite) => /^RFC ?\d+/.exec(cite)?.[0].replace(' ', '') ?? '').filter(Boolean))];
}
