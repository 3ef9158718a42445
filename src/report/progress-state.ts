import type { Result, Verdict } from './run.js';
import { isExpected, summarise } from './summary.js';

/** Which result is meant: a case over a family, and which repetition of it. */
export type CaseKey = Pick<Result, 'id' | 'family' | 'repeat'> & {
  /** The target's name, where there are several. */
  readonly target?: string | undefined;
};

/** What the progress needs of a finished case. */
export type Outcome = CaseKey & Pick<Result, 'verdict' | 'message' | 'expected' | 'actual'>;

/** A case that will run. */
export interface PlannedCase extends CaseKey {
  /** The section of the RFC that its suite file is about, as it shall be shown: `3.6 closing`. */
  readonly section: string;
  /** How long it usually takes. */
  readonly expectedMs: number;
  /** Whether it runs alone, after the others. */
  readonly exclusive?: boolean;
}

/** How far a section is. */
export interface SectionTally {
  readonly target?: string | undefined;
  readonly section: string;
  readonly planned: number;
  readonly verdicts: readonly Verdict[];
}

/** How far the run is, at one moment. */
export interface ProgressSnapshot {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** The time that the rest will take, if every case takes as long as expected. */
  readonly leftMs: number;
  /** The id of the case that failed last. */
  readonly lastFailed?: string;
}

/** Keeps count of the cases of a run. Times are in ms on any one clock. Results of cases that were not planned are counted too. */
export class Progress {
  readonly #waiting = new Map<string, PlannedCase>();
  readonly #running = new Map<string, { readonly planned: PlannedCase | undefined; readonly startedMs: number }>();
  readonly #sections = new Map<string, Tally>();
  readonly #sectionOf = new Map<string, Tally>();
  readonly #concurrency: number;
  #total = 0;
  #done = 0;
  #failed = 0;
  #lastFailed: string | undefined;

  /** @param concurrency how many cases run at once; all of them when not given */
  constructor(plan: readonly PlannedCase[], concurrency = Number.POSITIVE_INFINITY) {
    this.#concurrency = concurrency;
    for (const planned of plan) {
      const name = keyOf(planned);
      const section = this.#section(planned);
      section.planned += 1;
      this.#waiting.set(name, planned);
      this.#sectionOf.set(name, section);
      this.#total += 1;
    }
  }

  /** A case has begun. */
  started(key: CaseKey, atMs: number): void {
    const name = keyOf(key);
    this.#running.set(name, { planned: this.#waiting.get(name), startedMs: atMs });
    this.#waiting.delete(name);
  }

  /** A case has its verdict. Returns its section's tally when it was the section's last, otherwise undefined. */
  finished(outcome: Outcome): SectionTally | undefined {
    const name = keyOf(outcome);
    this.#waiting.delete(name);
    this.#running.delete(name);
    this.#done += 1;
    if (!isExpected(outcome.verdict)) {
      this.#failed += 1;
      this.#lastFailed = outcome.id;
    }
    const section = this.#sectionOf.get(name);
    section?.verdicts.push(outcome.verdict);
    return section?.verdicts.length === section?.planned ? section : undefined;
  }

  /** The sections that have begun and not ended. */
  unfinished(): SectionTally[] {
    return [...this.#sections.values()].filter(
      ({ planned, verdicts }) => verdicts.length > 0 && verdicts.length < planned,
    );
  }

  /** How far the run is. */
  snapshot(nowMs: number): ProgressSnapshot {
    return {
      total: Math.max(this.#total, this.#done),
      done: this.#done,
      failed: this.#failed,
      running: this.#running.size,
      leftMs: this.#leftMs(nowMs),
      ...(this.#lastFailed === undefined ? {} : { lastFailed: this.#lastFailed }),
    };
  }

  // The rest takes as long as its longest case, or as all of it shared out over the places; exclusive cases come on top.
  #leftMs(nowMs: number): number {
    let longest = 0;
    let sum = 0;
    let alone = 0;
    const add = (leftMs: number, exclusive: boolean | undefined) => {
      if (exclusive) {
        alone += leftMs;
      } else {
        longest = Math.max(longest, leftMs);
        sum += leftMs;
      }
    };
    for (const planned of this.#waiting.values()) add(planned.expectedMs, planned.exclusive);
    for (const { planned, startedMs } of this.#running.values()) {
      add(Math.max(0, (planned?.expectedMs ?? 0) - (nowMs - startedMs)), planned?.exclusive);
    }
    return Math.max(longest, sum / this.#concurrency) + alone;
  }

  #section({ section, target }: PlannedCase): Tally {
    const name = `${target ?? ''}\n${section}`;
    const tally = this.#sections.get(name) ?? {
      ...(target === undefined ? {} : { target }),
      section,
      planned: 0,
      verdicts: [],
    };
    this.#sections.set(name, tally);
    return tally;
  }
}

/** A section's tally while it is counted. */
interface Tally extends SectionTally {
  planned: number;
  readonly verdicts: Verdict[];
}

/** The verdicts of a section, counted. */
export function sectionSummary(tally: SectionTally) {
  return summarise(tally.verdicts.map((verdict) => ({ verdict })));
}

function keyOf({ id, family, repeat, target }: CaseKey): string {
  return `${id} ${family} ${repeat ?? 1} ${target ?? ''}`;
}
