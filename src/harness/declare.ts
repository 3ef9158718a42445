import type { Body, Case, CaseFacts } from './case.js';
import type { Level } from './level.js';
import type { PassiveRule } from './passive.js';

/** Takes each case as a suite declares it. The families in which it is to run come back, none if it is not selected. */
export interface Collector {
  readonly declared: (c: Case) => void;
}

const ID = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)+$/;

let collector: Collector | undefined;
let section: string[] = [];

/** Declares a case that rests on a MUST: a breach is a FAIL. */
export function must(title: string, facts: CaseFacts, body: Body): void {
  declare('must', title, facts, body);
}

/** Declares a case that rests on a SHOULD: not following it DEVIATES. */
export function should(title: string, facts: CaseFacts, body: Body): void {
  declare('should', title, facts, body);
}

/** Declares a case on a MAY, or on a choice that the RFC leaves open: what is seen is recorded as INFO; what no reading allows is a FAIL. */
export function may(title: string, facts: CaseFacts, body: Body): void {
  declare('may', title, facts, body);
}

/** Declares a passive case: a rule that every segment of the target has to keep, in whichever case of the run it was sent. */
export function passive(level: Level, title: string, facts: CaseFacts, rule: PassiveRule): void {
  const body = () => Promise.reject(new Error('a passive case is not run, but judged when all others are over'));
  declare(level, title, facts, body, rule);
}

/** Groups cases under a section's name; mocha's `describe` underneath. */
export function suite(title: string, cases: () => void): void {
  describe(title, () => {
    section.push(title);
    cases();
    section.pop();
  });
}

/** Sends what is declared from now on to a collector, until the function that comes back is called. */
export function collectInto(next: Collector): () => void {
  const before = collector;
  collector = next;
  section = [];
  return () => {
    collector = before;
  };
}

function declare(level: Level, title: string, facts: CaseFacts, body: Body, rule?: PassiveRule): void {
  if (!collector) throw new Error('cases are declared in suites, which `tcpspec run` and `tcpspec list` load');
  if (!ID.test(facts.id))
    throw new Error(`'${facts.id}' is not a case id: a path of lower-case words, digits, dots and dashes`);
  const exclusive = facts.exclusive ?? facts.settings !== undefined;
  const more = { ...(exclusive ? { exclusive } : {}), ...(rule ? { rule } : {}) };
  collector.declared({ ...facts, ...more, level, title, body, section: [...section] });
}
