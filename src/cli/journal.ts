import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Link } from '../link/link.js';
import type { KnownDeviation } from '../report/baseline.js';
import type { LinkDescription, Run, SelfTestResult, TargetDescription, Tester } from '../report/run.js';

/** The name of the journal in a run's folder. It is there as long as the run, and afterwards if that was killed. */
export const JOURNAL_FILE = 'run.partial.ndjson';

/** The format of journals that this version writes and reads. */
export const JOURNAL_SCHEMA = 'tcpspec.journal/1';

/** The first line of a journal: what a run knows of itself when it begins. */
export interface JournalHead extends Pick<Run, 'tool' | 'startedAt' | 'seed' | 'command' | 'shard'> {
  readonly schema: typeof JOURNAL_SCHEMA;
  readonly tester: Pick<Tester, 'os' | 'kernel' | 'node'>;
  readonly link: Pick<Link, 'kind' | 'device' | 'timestamps'>;
  readonly selfTests: readonly SelfTestResult[];
  readonly target: TargetDescription;
  readonly baseline: readonly KnownDeviation[];
}

/** What had passed over the link so far. */
export type Counters = Pick<LinkDescription, 'received' | 'sent' | 'dropped'>;

/** So many results from one line of counters to the next. */
const ROWS_BETWEEN_COUNTERS = 64;

/**
 * The results of a run, a line each as they come, so that not everything is lost when the process is killed. Nothing is
 * kept in memory. A journal that cannot be written is given up without a word: the report does not depend on it.
 */
export class Journal {
  readonly #path: string;
  readonly #counters: () => Counters;
  #fd: number | undefined;
  #rows = 0;

  /** Begins the journal of a folder, in place of one that an earlier run left. */
  constructor(out: string, head: JournalHead, counters: () => Counters) {
    this.#path = join(out, JOURNAL_FILE);
    this.#counters = counters;
    this.#attempt(() => {
      this.#fd = openSync(this.#path, 'w');
    });
    this.#line(JSON.stringify(head));
  }

  /** Adds a result: the text of `[label, row]`. */
  add(row: string): void {
    this.#line(row);
    if (this.#rows++ % ROWS_BETWEEN_COUNTERS === 0) this.#line(JSON.stringify(this.#counters()));
  }

  /** Takes the journal away: there is a report, or it was said that there is none. Idempotent. */
  discard(): void {
    this.#giveUp();
    rmSync(this.#path, { force: true });
  }

  #line(text: string): void {
    const fd = this.#fd;
    if (fd !== undefined) this.#attempt(() => writeSync(fd, `${text}\n`));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
