import type { TraceLine } from '../peer/trace.js';
import { type CaseResult, type Exchanged, type Instance, ownerOf } from './execute.js';
import type { Finding, PassiveRule } from './passive.js';

const MOST_LINES = 200;

/** Where a finding was made. */
export interface Spot {
  readonly seen: Exchanged;
  /** The place of its case in the run: the first offender is that of the case that comes first, whenever it ran. */
  readonly place: number;
  /** The exchange up to the segment, and the segment, in words. */
  readonly evidence: () => { readonly lines: readonly TraceLine[]; readonly text: string };
}

interface Offence {
  readonly place: number;
  readonly why: string;
  readonly seen: Omit<Exchanged, 'traces'>;
  readonly lines: readonly TraceLine[];
  readonly text: string;
}

/** What one passive rule has found so far. */
export class PassiveTally {
  readonly instance: Instance;
  readonly rule: PassiveRule;
  readonly #cases = new Map<string, number>();
  #segments = 0;
  #offending = 0;
  #first: Offence | undefined;

  constructor(instance: Instance) {
    const { rule } = instance.case;
    if (!rule) throw new Error(`${instance.case.id} is not a passive case`);
    this.instance = instance;
    this.rule = rule;
  }

  /** Counts what the rule says of a segment. */
  count(finding: Finding, { seen, place, evidence }: Spot): void {
    if (finding === undefined) return;
    this.#segments++;
    if (finding === true) return;
    this.#offending++;
    this.#cases.set(seen.instance.case.id, place);
    if (this.#first && this.#first.place <= place) return;
    const { instance, owner, startedAt, endedAt } = seen;
    const { lines, text } = evidence();
    const kept = lines.slice(-MOST_LINES);
    this.#first = { place, why: finding, seen: { instance, owner, startedAt, endedAt }, lines: kept, text };
  }

  /** The result as it stands. */
  result(at: number): CaseResult {
    const { instance } = this;
    const cases = [...this.#cases].sort(([, a], [, b]) => a - b).map(([id]) => id);
    const judged = { segments: this.#segments, offending: this.#offending, cases };
    const usual = { instance, states: [], measured: {}, attempts: 1, disturbances: [], judged };
    if (this.#first) return { ...usual, ...this.#breach(this.#first, cases.length) };
    const owner = ownerOf(instance);
    const none = { ...usual, owner, startedAt: at, endedAt: at, trace: [] };
    if (this.#segments > 0) return { ...none, verdict: instance.case.level === 'may' ? 'INFO' : 'PASS' };
    return { ...none, verdict: 'INCONCLUSIVE', message: 'no segment of this run is one that the rule is about' };
  }

  #breach(
    { why, seen, lines, text }: Offence,
    cases: number,
  ): Pick<CaseResult, 'verdict' | 'message' | 'expected' | 'actual' | 'owner' | 'startedAt' | 'endedAt' | 'trace'> {
    const { level, title } = this.instance.case;
    const { owner, startedAt, endedAt } = seen;
    const many = `${this.#offending} of ${this.#segments} segments, in ${cases} ${cases === 1 ? 'case' : 'cases'}, first in ${owner}`;
    return {
      verdict: level === 'should' ? 'DEVIATES' : 'FAIL',
      message: `${why} (${many})`,
      expected: title,
      actual: text,
      ...{ owner, startedAt, endedAt, trace: lines },
    };
  }
}
