import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyBaseline } from '../report/baseline.js';
import { differencesOf } from '../report/differences.js';
import { readRun } from '../report/json.js';
import { ReportError } from '../report/report-error.js';
import type { Run } from '../report/run.js';
import { LINUX_BASELINE, readBaseline } from './baseline-file.js';
import { childRun } from './child-run.js';
import { differencesPage } from './differences-page.js';
import { CommandError, EXIT, usageError } from './exit.js';
import { JUDGEMENTS, judge, readJudgements } from './judgements.js';

/**
 * `node differences.js [MODEL_RUN LINUX_RUN]`: holds a run against the model and one against Linux side by side, both made
 * here unless given, and writes docs/model-vs-linux.md. Exit 1, and no page, if nobody judged a difference or a judgement has
 * no difference any more. `--judgements`, `--baseline` and `--page` name other files than the project's.
 */
const PAGE = fileURLToPath(new URL('../../../docs/model-vs-linux.md', import.meta.url));

try {
  process.exitCode = await compare();
} catch (error) {
  if (!(error instanceof CommandError || error instanceof ReportError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof CommandError ? error.exitCode : EXIT.USAGE;
}

async function compare(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { judgements: { type: 'string' }, baseline: { type: 'string' }, page: { type: 'string' } },
  });
  const judgements = readJudgements(values.judgements ?? JUDGEMENTS);
  const baseline = readBaseline(values.baseline ?? LINUX_BASELINE);
  const [model, found] = positionals.length === 0 ? await madeHere() : await given(positionals);
  checkTargets(model, found);
  const linux = applyBaseline(found, baseline).run;
  const { judged, complaints } = judge(differencesOf(model, linux), judgements);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) return EXIT.UNEXPECTED;
  writeFileSync(values.page ?? PAGE, differencesPage({ model, linux, judged }));
  console.log(`${judged.length} differences, all judged`);
  return EXIT.OK;
}

async function madeHere(): Promise<[Run, Run]> {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-differences-'));
  try {
    return [await childRun('model', folder), await childRun('netns', folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function given(paths: readonly string[]): Promise<[Run, Run]> {
  const [model, linux, ...more] = paths;
  if (model === undefined || linux === undefined || more.length > 0)
    throw usageError('name two runs, MODEL_RUN and LINUX_RUN, or none');
  return [await readRun(model), await readRun(linux)];
}

function checkTargets(model: Run, linux: Run): void {
  if (model.target.user !== 'model' || (model.target.faults ?? []).length > 0)
    throw usageError('the first run is not one against the model without faults');
  if (linux.target.os !== 'Linux') throw usageError(`the second run is against ${linux.target.os}, not Linux`);
  if (model.interrupted || linux.interrupted) throw usageError('an interrupted run has not seen all cases');
}
