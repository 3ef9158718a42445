import { dirname, join, relative, resolve, sep } from 'node:path';
import { abridge } from '../report/abridge.js';
import { ctrf } from '../report/ctrf.js';
import { RUN_FILE, runText } from '../report/json.js';
import { junit } from '../report/junit.js';
import { markdown } from '../report/markdown.js';
import { mergeRuns } from '../report/merge.js';
import { wantsColour } from '../report/paint.js';
import { ReportError } from '../report/report-error.js';
import type { Run } from '../report/run.js';
import { runFindings } from '../report/run-findings.js';
import { exitCodeOf } from '../report/summary.js';
import { terminalSummary } from '../report/terminal-summary.js';
import { writeWhole } from '../report/whole-file.js';
import { allCases } from './all-cases.js';
import { EXIT, unusable, usageError } from './exit.js';
import { type ReadRun, readRunOrJournal } from './read-runs.js';

/** The options of `tcpspec report`: a file for each format, `-` for standard output. */
export interface ReportOptions {
  readonly html?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly ctrf?: string;
  readonly json?: string;
  readonly abridged?: string;
  readonly junitProperties?: boolean;
  readonly failOnUnexpected?: boolean;
}

/** `tcpspec report`: one report of one run or of several that belong together, in the formats asked for. Resolves to the exit code. */
export async function reportCommand(paths: readonly string[], options: ReportOptions): Promise<number> {
  const outputs = outputsOf(options);
  checkOutputs(outputs, paths);
  const { run, folder, notes, unread } = await readAll(paths);
  for (const note of notes) process.stderr.write(`tcpspec: ${note}\n`);
  for (const { file, option, text } of outputs) await write({ file, option }, text(run, { ...options, file, folder }));
  if (outputs.length === 0) process.stdout.write(terminalSummary(run, { columns: columns(), colour: colour() }));
  if (unread > 0) return EXIT.USAGE;
  if (!options.failOnUnexpected) return EXIT.OK;
  return exitCodeOf(run) === 0 && runFindings(run).length === 0 ? EXIT.OK : EXIT.UNEXPECTED;
}

interface Output {
  readonly option: string;
  readonly file: string;
  readonly text: (run: Run, options: Told) => Iterable<string> | AsyncIterable<string>;
}

/** The options, and where things lie: the file that is written, and the folder that the run's evidence is named from. */
type Told = ReportOptions & { readonly file: string; readonly folder: string };

type Format = 'html' | 'junit' | 'markdown' | 'ctrf' | 'json' | 'abridged';

const FORMATS: Readonly<Record<Format, Output['text']>> = {
  html: page,
  junit: (run, { junitProperties = false }) => junit(run, { propertyElements: junitProperties }),
  markdown: (run) => [markdown(run)],
  ctrf,
  json: runText,
  abridged: (run) => runText(abridge(run)),
};

async function* page(run: Run, { file, folder }: Told): AsyncIterable<string> {
  const { runPage } = await import('../report/html.js');
  const way = relative(file === '-' ? '.' : dirname(file), folder);
  const evidence = way === '' ? '' : `${way.split(sep).map(encodeURIComponent).join('/')}/`;
  yield await runPage(run, { evidence });
}

function outputsOf(options: ReportOptions): Output[] {
  return (Object.keys(FORMATS) as Format[]).flatMap((format) => {
    const file = options[format];
    return file === undefined ? [] : [{ option: `--${format}`, file, text: FORMATS[format] }];
  });
}

/** What can be known to go wrong before anything is read. */
function checkOutputs(outputs: readonly Output[], paths: readonly string[]): void {
  const seen = new Map<string, string>();
  const inputs = new Set(paths.flatMap((path) => [resolve(path), resolve(join(path, RUN_FILE))]));
  for (const { option, file } of outputs) {
    const place = file === '-' ? file : resolve(file);
    const before = seen.get(place);
    if (before)
      throw usageError(
        `${before} and ${option} would both be written to ${file === '-' ? 'standard output' : file}: give each a file of its own`,
      );
    if (inputs.has(place)) throw usageError(`${option} ${file} would replace what is to be read: give another file`);
    seen.set(place, option);
  }
}

interface Everything {
  readonly run: Run;
  readonly folder: string;
  readonly notes: readonly string[];
  /** Runs that could not be read among several that could. */
  readonly unread: number;
}

/** Reads all runs, as one. Of several, those that cannot be read are told and left out: the others are wanted all the more. */
async function readAll(paths: readonly string[]): Promise<Everything> {
  const read: ReadRun[] = [];
  const problems: string[] = [];
  try {
    for (const path of paths) {
      try {
        read.push(await readRunOrJournal(path));
      } catch (error) {
        if (!(error instanceof ReportError) || paths.length === 1) throw error;
        problems.push(error.message);
      }
    }
    if (read.length === 0) throw new ReportError(problems.join('\n'));
    const ids = read.length > 1 ? (await allCases()).map(({ id }) => id) : [];
    const { run, notes } = mergeRuns(read, ids);
    const folder = run.merged ? '.' : (read[0]?.from ?? '.');
    const told = [
      ...problems.map((problem) => `left out: ${problem}`),
      ...read.flatMap((each) => each.notes),
      ...notes,
    ];
    return { run, folder, notes: told, unread: problems.length };
  } catch (error) {
    throw error instanceof ReportError ? usageError(error.message) : error;
  }
}

/** Complete or absent where it is a file. */
async function write(
  { file, option }: Pick<Output, 'file' | 'option'>,
  text: ReturnType<Output['text']>,
): Promise<void> {
  if (file !== '-') {
    return writeWhole(file, text, option).catch((error: Error) => {
      throw error instanceof ReportError ? unusable(error.message) : error;
    });
  }
  for await (const piece of text) process.stdout.write(piece);
}

function columns(): number {
  return process.stdout.columns ?? Number.POSITIVE_INFINITY;
}

function colour(): boolean {
  return wantsColour(process.stdout, process.env);
}
