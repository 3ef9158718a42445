import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { planCases } from '../harness/plan.js';
import { CELLS, cellsOf, readEvents } from './state-event-cells.js';
import { stateEventPage } from './state-event-page.js';
import { suiteFiles } from './suites.js';

/**
 * `node state-event.js`: holds the table of states and events against the cases of the suites, and writes
 * docs/STATE-EVENT.md; `--check` holds the page against the result instead. Exit 1 if a cell has neither a case nor a
 * reason, names a case that there is not, or if the page says something else.
 */
const page = fileURLToPath(new URL('../../../docs/STATE-EVENT.md', import.meta.url));

const check = process.argv.includes('--check');
const plan = await planCases(suiteFiles(), { selection: {}, families: [4, 6], repeat: 1 });
const ids = plan.cases.map(({ id }) => id);
const { cells, complaints } = cellsOf(readEvents(CELLS), ids);
const text = stateEventPage(cells);
if (check && complaints.length === 0 && text !== readFileSync(page, 'utf8'))
  complaints.push('docs/STATE-EVENT.md is not what comes out now: run npm run state-event');
if (!check && complaints.length === 0) writeFileSync(page, text);
for (const complaint of complaints) console.error(complaint);
console.log(`${cells.filter(({ row }) => !row.beyond).length} cells of RFC 9293 3.10, ${cells.length} in all`);
process.exitCode = complaints.length === 0 ? 0 : 1;
