import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Source } from '../report/belong-together.js';
import { RUN_FILE, readRun } from '../report/json.js';
import { ReportError } from '../report/report-error.js';
import { allCases } from './all-cases.js';
import { JOURNAL_FILE, type JournalHead } from './journal.js';
import { journalHead, readJournal } from './read-journal.js';
import { evidenceFileIn } from './report-folder.js';

/** A run that was read, and what is to be told of it, a sentence each. */
export interface ReadRun extends Source {
  readonly notes: readonly string[];
}

/**
 * Reads a run from its folder or its run.json, or of a run that was killed what its journal has.
 * @throws ReportError that says what is there instead, and what to do
 */
export async function readRunOrJournal(path: string): Promise<ReadRun> {
  const folder = isFolder(path) ? path.replace(/(?<=.)\/+$/, '') : undefined;
  if (folder === undefined) return { from: dirname(path), run: await readRun(path), notes: [] };
  const hasRun = existsSync(join(folder, RUN_FILE));
  const head = journalHead(folder);
  if (!hasRun && head === undefined) throw nothingThere(folder);
  const run = hasRun ? await readRun(folder) : undefined;
  if (head === undefined || (run && isOf(run, head)))
    return { from: folder, run: run ?? (await readRun(folder)), notes: [] };
  const notes = [
    `the run in ${folder} did not come to its end (it was killed, or still goes on): this is what its journal has`,
    ...(run ? [`${join(folder, RUN_FILE)} is of an earlier run, and is not reported: name that file to have it`] : []),
  ];
  return { from: folder, run: readJournal(folder, await allCases()), notes };
}

/** A journal stays behind its report when the process is killed in that very moment. */
function isOf(run: Source['run'], { startedAt, seed }: JournalHead): boolean {
  return run.startedAt === startedAt && run.seed === seed && run.tester.link.timestamps !== 'virtual';
}

function nothingThere(folder: string): ReportError {
  const cannot = `Cannot read ${folder}: `;
  if (existsSync(join(folder, JOURNAL_FILE)) || existsSync(`${evidenceFileIn(folder)}.partial`))
    return new ReportError(`${cannot}the run in it was killed before it had begun with its cases. Run them again.`);
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, RUN_FILE)))
    .map(({ name }) => join(folder, name));
  if (below.length === 0)
    return new ReportError(`${cannot}there is no ${RUN_FILE} in it. Give the folder that "tcpspec run" wrote.`);
  return new ReportError(
    `${cannot}it holds the folders of runs. Give those: ${below.slice(0, 5).join(' ')}${below.length > 5 ? ' ...' : ''}`,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
