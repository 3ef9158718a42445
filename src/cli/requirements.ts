import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { planCases } from '../harness/plan.js';
import { complaintsAboutLedger, coverRequirements } from '../harness/requirements.js';
import { requirementsPage } from './requirements-page.js';
import { suiteFiles } from './suites.js';

/**
 * `node requirements.js`: writes docs/REQUIREMENTS.md from the ledger and the cases; `--check` holds the page against them
 * instead. Exit 1 if the ledger contradicts itself or the cases, or if the page says something else.
 */
const page = fileURLToPath(new URL('../../../docs/REQUIREMENTS.md', import.meta.url));

const check = process.argv.includes('--check');
const { cases } = await planCases(suiteFiles(), { selection: {}, families: [4, 6], repeat: 1 });
const complaints = complaintsAboutLedger(cases);
const text = requirementsPage(coverRequirements(cases, []));
if (check && text !== readFileSync(page, 'utf8'))
  complaints.push('docs/REQUIREMENTS.md is not what comes out now: run npm run requirements');
if (!check) writeFileSync(page, text);
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;
