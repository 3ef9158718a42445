import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PACKAGE } from '../src/cli/package.js';
import { BENCHMARKS } from './benchmarks.js';
import { sameMachine, thisMachine } from './machine.js';
import { performancePage } from './page.js';
import type { Result, Results } from './result.js';

const JSON_FILE = fileURLToPath(new URL('../../docs/performance.json', import.meta.url));
const PAGE_FILE = fileURLToPath(new URL('../../docs/PERFORMANCE.md', import.meta.url));

/**
 * Puts results in the place of older ones of the same benchmarks in docs/performance.json and writes the page from it.
 * What another machine measured, or another Node, goes: one page is about one machine. Without results only the page is
 * written. Returns the exit code: 1 if something could not be measured.
 */
export function publish(results: readonly Result[]): number {
  const machine = thisMachine();
  const before = readResults();
  if (results.length === 0) {
    if (before) writeFileSync(PAGE_FILE, performancePage(before));
    return before ? 0 : 1;
  }
  const kept = before && sameMachine(before.machine, machine) ? before.results : [];
  const all = BENCHMARKS.flatMap(({ name }) => (results.find(isOf(name)) ?? kept.find(isOf(name))) || []);
  const published: Results = { machine, version: PACKAGE.version, results: all };
  writeFileSync(JSON_FILE, `${JSON.stringify(published, null, 1)}\n`);
  writeFileSync(PAGE_FILE, performancePage(published));
  return results.some(({ tables }) => tables.length === 0) ? 1 : 0;
}

function isOf(name: string): (result: Result) => boolean {
  return (result) => result.name === name;
}

function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(JSON_FILE, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}
