import { PlannedTime } from './planned-time.js';
import type { Result, Verdict } from './run.js';
import { isExpected, summarise } from './summary.js';

/** Which result is meant: a case over a family, and which repetition of it. */
export type CaseKey = Pick<Result, 'id' | 'family' | 'repeat'> & {
  /** The target's name, where there are several. */
  readonly target?: string | undefined;
};

/** What the progress needs of a finished case. */
export type Outcome = CaseKey & Pick<Result, 'verdict' | 'message' | 'expected' | 'actual'>;

/** A case that will run. What stands beside its key is the same for all that have its id. */
export interface PlannedCase extends CaseKey {
  /** The section of the RFC that its suite file is about, as it shall be shown: `3.6 closing`. */
  readonly section: string;
  /** How long it usually takes. */
  readonly expectedMs: number;
  /** Whether it runs alone, after the others. */
  readonly exclusive?: boolean;
  /** Whether those that run alone do not wait for it. */
  readonly bystander?: boolean;
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

/**
 * Keeps count of the cases of a run. Times are in ms on any one clock. Results of cases that were not planned are counted
 * too. Of what waits only counts are kept, so that many targets with all cases cost no more than one.
 */
export class Progress {
  readonly #about = new Map<string, PlannedCase>();
  readonly #waiting = new PlannedTime();
  readonly #running = new Map<string, { readonly planned: PlannedCase | undefined; readonly startedMs: number }>();
  readonly #tallies = new Map<string | undefined, Map<string, Tally>>();
  readonly #concurrency: number;
  #total = 0;
  #done = 0;
  #failed = 0;
  #lastFailed: string | undefined;

  /** @param concurrency how many cases run at once; all of them when not given */
  constructor(plan: Iterable<PlannedCase>, concurrency = Number.POSITIVE_INFINITY) {
    this.#concurrency = concurrency;
    for (const planned of plan) {
      if (!this.#about.has(planned.id)) this.#about.set(planned.id, planned);
      this.#waiting.add(planned);
      this.#tally(planned).planned += 1;
      this.#total += 1;
    }
  }

  /** A case has begun. */
  started(key: CaseKey, atMs: number): void {
    const planned = this.#about.get(key.id);
    this.#running.set(nameOf(key), { planned, startedMs: atMs });
    if (planned) this.#waiting.take(planned);
  }

  /** A case has its verdict. Returns its section's tally when it was the section's last, otherwise undefined. */
  finished(outcome: Outcome): SectionTally | undefined {
    const planned = this.#about.get(outcome.id);
    if (!this.#running.delete(nameOf(outcome)) && planned) this.#waiting.take(planned);
    this.#done += 1;
    if (!isExpected(outcome.verdict)) {
      this.#failed += 1;
      this.#lastFailed = outcome.id;
    }
    const section = planned && this.#tallies.get(outcome.target)?.get(planned.section);
    section?.verdicts.push(outcome.verdict);
    return section?.verdicts.length === section?.planned ? section : undefined;
  }

  /** The sections that have begun and not ended. */
  unfinished(): SectionTally[] {
    return [...this.#tallies.values()]
      .flatMap((sections) => [...sections.values()])
      .filter(({ planned, verdicts }) => verdicts.length > 0 && verdicts.length < planned);
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

  // The rest takes as long as its longest case, or as all of it shared out over the places; exclusive cases come on top,
  // beside bystanders.
  #leftMs(nowMs: number): number {
    let { beside, longest, sum, alone } = this.#waiting.left();
    for (const { planned, startedMs } of this.#running.values()) {
      const leftMs = Math.max(0, (planned?.expectedMs ?? 0) - (nowMs - startedMs));
      if (planned?.exclusive) alone += leftMs;
      else {
        if (planned?.bystander) beside = Math.max(beside, leftMs);
        else longest = Math.max(longest, leftMs);
        sum += leftMs;
      }
    }
    return Math.max(beside, Math.max(longest, sum / this.#concurrency) + alone);
  }

  #tally({ section, target }: PlannedCase): Tally {
    const sections = this.#tallies.get(target) ?? new Map<string, Tally>();
    this.#tallies.set(target, sections);
    const tally = sections.get(section) ?? {
      ...(target === undefined ? {} : { target }),
      section,
      planned: 0,
      verdicts: [],
    };
    sections.set(section, tally);
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

function nameOf({ id, family, repeat, target }: CaseKey): string {
  return `${id} ${family} ${repeat ?? 1} ${target ?? ''}`;
}
