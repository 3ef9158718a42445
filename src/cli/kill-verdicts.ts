import type { Case } from '../harness/case.js';
import type { CaseResult } from '../harness/execute.js';

/** A fault's rule, as far as the matrix needs it. */
export interface FaultRule {
  readonly name: string;
  readonly breaks: { readonly section: string; readonly requirement?: string };
}

/** Which cases noticed a fault: those that cite its rule, and the others. */
export interface Kill {
  readonly fault: string;
  readonly killers: readonly string[];
  readonly collateral: readonly string[];
}

const NOTICED: ReadonlySet<string> = new Set(['FAIL', 'DEVIATES']);

/** Sorts the cases that noticed a fault by whether they are about its rule. A case that found so without the fault does not count. */
export function killsOf(fault: FaultRule, results: readonly CaseResult[], healthy: ReadonlySet<string>): Kill {
  const noticed = results.filter(({ verdict, instance }) => NOTICED.has(verdict) && healthy.has(instance.case.id));
  const cases = [...new Map(noticed.map(({ instance }) => [instance.case.id, instance.case])).values()];
  const about = cases.filter((c) => citesRule(c, fault));
  const ids = (list: readonly Case[]) => list.map(({ id }) => id);
  return { fault: fault.name, killers: ids(about), collateral: ids(cases.filter((c) => !about.includes(c))) };
}

/** True if a case cites the fault's requirement or its section (or a part of it). */
export function citesRule({ cites }: Case, { breaks: { section, requirement } }: FaultRule): boolean {
  const [rfc, place] = section.includes(' ') ? section.split(' ') : ['RFC9293', section];
  return cites.some((cite) => {
    const [citedRfc, ...words] = cite.split(' ');
    if (citedRfc !== rfc) return false;
    const cited = words[0] ?? '';
    return cited === requirement || cited === place || cited.startsWith(`${place}.`);
  });
}
