import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../harness/case.js';
import type { CaseResult } from '../harness/execute.js';
import { applyBaseline } from '../report/baseline.js';
import { inSuiteOrder } from '../report/order.js';
import { ReportError } from '../report/report-error.js';
import type { Result, Run } from '../report/run.js';
import { assembleRun } from './assemble-run.js';
import { type Counters, JOURNAL_FILE, JOURNAL_SCHEMA, type JournalHead } from './journal.js';
import { PACKAGE } from './package.js';
import { evidenceFileIn } from './report-folder.js';

/** The head of a folder's journal; undefined when there is none, or it holds not even that. */
export function journalHead(folder: string): JournalHead | undefined {
  const head = linesOf(folder)[0];
  return isHead(head) ? head : undefined;
}

/**
 * The run that a journal is left of, as far as it had come: interrupted, with the coverage of its results and its known
 * deviations marked. `cases`: all that there are, in their order.
 * @throws ReportError when it is of another version, or had no result yet
 */
export function readJournal(folder: string, cases: readonly Case[]): Run {
  const path = join(folder, JOURNAL_FILE);
  const [head, ...lines] = linesOf(folder);
  if (!isHead(head)) throw new ReportError(`Cannot read ${path}: it is not the journal of a run. Run the cases again.`);
  if (head.tool.version !== PACKAGE.version)
    throw new ReportError(
      `Cannot read ${path}: it was written by tcpspec ${head.tool.version}, and this is ${PACKAGE.version}. Use that version.`,
    );
  const rows = inSuiteOrder(
    lines.flatMap((line) => (isRow(line) ? [inPartialFile(line[1], folder)] : [])),
    cases.map(({ id }) => id),
  );
  if (rows.length === 0)
    throw new ReportError(
      `The run in ${folder} was killed before a case had ended: there is nothing to report. Run the cases again.`,
    );
  const counters = lines.filter(isCounters).at(-1) ?? { received: 0, sent: 0, dropped: null };
  const known = new Map(cases.map((c) => [c.id, c]));
  const results = rows.map((row) => asCaseResult(row, known.get(row.id), path));
  const { kind, device, timestamps } = head.link;
  const endedMs = Math.max(...rows.map(({ startedMs, durationMs }) => startedMs + durationMs));
  const run = assembleRun({
    ...{ cases, results, rows, undecodable: 0, selfTests: head.selfTests, heard: {} },
    link: { kind, device, timestamps, counters: () => counters },
    ...{ target: head.target, seed: head.seed, command: head.command, shard: head.shard },
    ...{ startedAt: new Date(head.startedAt), startedMs: 0, endedMs, interrupted: true },
  });
  const tester = { ...run.tester, ...head.tester };
  return applyBaseline({ ...run, tester }, head.baseline).run;
}

/** What is whole of a journal, parsed: a process that is killed may leave half a line. */
function linesOf(folder: string): unknown[] {
  const path = join(folder, JOURNAL_FILE);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

function isHead(value: unknown): value is JournalHead {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === JOURNAL_SCHEMA;
}

function isRow(value: unknown): value is readonly [string, Result] {
  return Array.isArray(value) && typeof value[1]?.id === 'string';
}

function isCounters(value: unknown): value is Counters {
  return typeof value === 'object' && value !== null && 'received' in value;
}

/** The capture of a run that was killed has kept the name that it grows under. */
function inPartialFile(row: Result, folder: string): Result {
  if (!existsSync(`${evidenceFileIn(folder)}.partial`)) return row;
  return { ...row, pcapng: { ...row.pcapng, file: `${row.pcapng.file}.partial` } };
}

/** Of a result what its coverage is counted from. */
function asCaseResult(row: Result, c: Case | undefined, path: string): CaseResult {
  if (!c) throw new ReportError(`Cannot read ${path}: it has a case ${row.id}, which this version has not.`);
  const { family, repeat = 1, startedMs, durationMs, states, trace, measured = {}, ...judgement } = row;
  return {
    ...judgement,
    instance: { case: c, family, repeat },
    ...{ startedAt: startedMs, endedAt: startedMs + durationMs, states, trace, measured },
    ...{ owner: row.id, attempts: row.attempts ?? 1, disturbances: [] },
  };
}
