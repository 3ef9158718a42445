import { type TraceEntry, traceLine } from '../peer/trace.js';
import { type CaseResult, type Exchanged, type Instance, ownerOf } from './execute.js';
import type { Finding, PassiveRule } from './passive.js';

const MOST_KEPT = 200;

/** Where a finding was made. */
export interface Spot {
  readonly seen: Exchanged;
  /** The place of its case in the run: the first offender is that of the case that comes first, whenever it ran. */
  readonly place: number;
  /** The exchange up to the segment, the segment included. */
  readonly exchange: () => readonly TraceEntry[];
}

interface Offence {
  readonly place: number;
  readonly why: string;
  readonly seen: Omit<Exchanged, 'traces'>;
  readonly exchange: readonly TraceEntry[];
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
  count(finding: Finding, { seen, place, exchange }: Spot): void {
    if (finding === undefined) return;
    this.#segments++;
    if (finding === true) return;
    this.#offending++;
    this.#cases.set(seen.instance.case.id, place);
    if (this.#first && this.#first.place <= place) return;
    const { instance, owner, startedAt, endedAt } = seen;
    const kept = exchange().slice(-MOST_KEPT);
    this.#first = { place, why: finding, seen: { instance, owner, startedAt, endedAt }, exchange: kept };
  }

  /** The frames of the first exchange that broke the rule, 200 at most. */
  get frames(): readonly TraceEntry['frame'][] {
    return this.#first?.exchange.map(({ frame }) => frame) ?? [];
  }

  /** The result as it stands. */
  result(at: number): CaseResult {
    const { instance } = this;
    const cases = [...this.#cases].sort(([, a], [, b]) => a - b).map(([id]) => id);
    const judged = { segments: this.#segments, offending: this.#offending, cases };
    const owner = ownerOf(instance);
    const usual = { instance, owner, states: [], measured: {}, attempts: 1, disturbances: [], judged };
    if (this.#first) return { ...usual, ...this.#breach(this.#first, cases.length) };
    const none = { ...usual, startedAt: at, endedAt: at, trace: [] };
    if (this.#segments > 0) return { ...none, verdict: instance.case.level === 'may' ? 'INFO' : 'PASS' };
    return { ...none, verdict: 'INCONCLUSIVE', message: 'no segment of this run is one that the rule is about' };
  }

  #breach(
    { why, seen, exchange }: Offence,
    cases: number,
  ): Pick<CaseResult, 'verdict' | 'message' | 'expected' | 'actual' | 'startedAt' | 'endedAt' | 'trace'> {
    const { level, title } = this.instance.case;
    const { owner, startedAt, endedAt } = seen;
    const trace = exchange.map((each) => traceLine(each));
    const many = `${this.#offending} of ${this.#segments} segments, in ${cases} ${cases === 1 ? 'case' : 'cases'}, first in ${owner}`;
    return {
      verdict: level === 'should' ? 'DEVIATES' : 'FAIL',
      message: `${why} (${many})`,
      expected: title,
      actual: trace.at(-1)?.text ?? '',
      ...{ startedAt, endedAt, trace },
    };
  }
}
