import type { Case } from '../harness/case.js';
import { matches } from '../harness/selection.js';
import type { KillAnswer } from './kill-worker.js';

/** A fault as the matrix sees it. */
export interface FaultRule {
  readonly name: string;
  readonly breaks: { readonly section: string; readonly requirement?: string };
  readonly summary: string;
  readonly alike?: string;
  readonly recordOnly?: true;
}

/** Which cases noticed a fault: those that cite its rule, and the others. */
export interface Kill {
  readonly fault: FaultRule;
  readonly killers: readonly string[];
  readonly collateral: readonly string[];
}

/** Why cases that no fault makes fail are there all the same. */
export interface Excuse {
  readonly ids: string;
  readonly reason: string;
}

/** What the matrix comes to. */
export interface KillMatrix {
  readonly kills: readonly Kill[];
  /** Verdicts against the faultless model that should not be. */
  readonly unhealthy: KillAnswer['found'];
  /** Cases that no fault makes fail, with the reason; undefined where nobody gave one. */
  readonly neverFail: readonly { readonly id: string; readonly reason: string | undefined }[];
  /** Excuses for cases that a fault does make fail, or that there are not. */
  readonly idleExcuses: readonly Excuse[];
}

const NOTICED: ReadonlySet<string> = new Set(['FAIL', 'DEVIATES']);

/** Puts the answers of all runs together; the first is the faultless model's, the others are in the order of the faults. */
export function killMatrix(
  cases: readonly Case[],
  faults: readonly FaultRule[],
  answers: readonly KillAnswer[],
  excuses: readonly Excuse[],
): KillMatrix {
  const [healthy, ...faulty] = answers;
  const unhealthy = healthy?.found ?? [];
  const sick = new Set(unhealthy.map(({ id }) => id));
  const kills = faults.map((fault, n): Kill => {
    const noticed = new Set(
      faulty[n]?.found.filter(({ id, verdict }) => NOTICED.has(verdict) && !sick.has(id)).map(({ id }) => id),
    );
    const by = cases.filter(({ id }) => noticed.has(id));
    const about = by.filter((c) => citesRule(c, fault));
    return {
      fault,
      killers: about.map(({ id }) => id),
      collateral: by.filter((c) => !about.includes(c)).map(({ id }) => id),
    };
  });
  const failing = new Set(kills.flatMap(({ killers, collateral }) => [...killers, ...collateral]));
  const silent = cases.filter(({ id }) => !failing.has(id));
  return {
    kills,
    unhealthy,
    neverFail: silent.map(({ id }) => ({ id, reason: excuses.find((excuse) => matches(excuse.ids, id))?.reason })),
    idleExcuses: excuses.filter((excuse) => !silent.some(({ id }) => matches(excuse.ids, id))),
  };
}

/** True if a case cites the fault's requirement, its section, or a part of that section. */
export function citesRule(
  { cites }: Pick<Case, 'cites'>,
  { breaks: { section, requirement } }: Pick<FaultRule, 'breaks'>,
): boolean {
  const [rfc = '', place = ''] = section.startsWith('RFC')
    ? section.replace(/^RFC (\d)/, 'RFC$1').split(' ')
    : ['RFC9293', section];
  return cites.some((cite) => {
    const [citedRfc, cited = ''] = cite.split(' ');
    return citedRfc === rfc && (cited === requirement || cited === place || cited.startsWith(`${place}.`));
  });
}
