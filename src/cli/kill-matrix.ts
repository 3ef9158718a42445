import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { planCases } from '../harness/plan.js';
import { FAULTS } from '../model/faults.js';
import { killPage } from './kill-page.js';
import { runTasks } from './kill-runs.js';
import { type Excuse, type KillMatrix, killMatrix } from './kill-verdicts.js';
import { suiteFiles } from './suites.js';

/**
 * `node kill-matrix.js [FAULT...]`: runs the suites against the model without a fault and with each one (or those
 * named), and writes docs/kill-matrix.md when all were run; `--check` holds the page against the result instead. Exit 1
 * if a fault is not killed by a case of its rule, if the faultless model fails a case, if a case can never fail and nobody
 * says why, or if the page says something else.
 */
const page = fileURLToPath(new URL('../../../docs/kill-matrix.md', import.meta.url));
const excusesFile = fileURLToPath(new URL('../../../suites/never-fail.yaml', import.meta.url));

const words = process.argv.slice(2);
const check = words.includes('--check');
const names = words.filter((word) => word !== '--check');
const faults = FAULTS.filter(({ name }) => names.length === 0 || names.includes(name));
const plan = await planCases(suiteFiles(), { selection: {}, families: [4, 6], repeat: 1 });
const tasks = [undefined, ...faults.map(({ name }) => name)].map((fault) => ({
  fault,
  families: fault === undefined ? ('both' as const) : ('one' as const),
}));
const startedAt = performance.now();
const answers = await runTasks(tasks);
const excuses = parse(readFileSync(excusesFile, 'utf8')) as Excuse[];
const matrix = killMatrix(plan.cases, faults, answers, excuses);
const complaints = complaintsAbout(matrix);
const text = killPage(matrix, plan.cases.length);
if (check && text !== readFileSync(page, 'utf8'))
  complaints.push('docs/kill-matrix.md is not what comes out now: run npm run kill-matrix');
if (names.length === 0 && !check) writeFileSync(page, text);
if (names.length > 0)
  for (const { fault, killers, collateral } of matrix.kills) console.log({ fault: fault.name, killers, collateral });
for (const complaint of complaints) console.error(complaint);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
const real = matrix.kills.filter(({ fault }) => !fault.recordOnly);
const killed = real.filter(({ killers }) => killers.length > 0);
const allowed = matrix.kills.length - real.length;
console.log(
  `${killed.length} of ${real.length} faults killed, ${allowed} allowed ones, ${plan.cases.length} cases, ${seconds} s`,
);
process.exitCode = complaints.length === 0 ? 0 : 1;

function complaintsAbout({ kills, unhealthy, neverFail, idleExcuses }: KillMatrix): string[] {
  const alive = kills.filter(({ fault, killers }) => killers.length === 0 && !fault.recordOnly);
  const all = names.length === 0;
  return [
    ...unhealthy.map(
      ({ id, family, verdict, message }) => `the faultless model: ${id} IPv${family}: ${verdict}: ${message}`,
    ),
    ...alive.map(
      ({ fault, collateral }) =>
        `not killed: ${fault.name} (${fault.breaks.section}); noticed by ${collateral.slice(0, 5).join(', ') || 'nothing'}`,
    ),
    ...(all ? neverFail : [])
      .filter(({ reason }) => reason === undefined)
      .map(({ id }) => `can never fail, and suites/never-fail.yaml does not say why: ${id}`),
    ...(all ? idleExcuses : []).map(
      ({ ids }) => `suites/never-fail.yaml excuses ${ids}, which a fault makes fail or which is not there`,
    ),
  ];
}
