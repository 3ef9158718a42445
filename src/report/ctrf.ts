import { createHash } from 'node:crypto';
import { againCommand } from './again.js';
import { exchangeLines } from './exchange-text.js';
import { forPipeline, type PipelineOutcome } from './pipeline-outcome.js';
import { printable, printableLines } from './printable.js';
import type { Result, Run } from './run.js';
import { runFindings } from './run-findings.js';

/** The version of the Common Test Report Format that is written. */
export const CTRF_VERSION = '0.0.0';

/**
 * A run in the Common Test Report Format (ctrf.io) as JSON, in pieces: a test for each result, with what CTRF has no
 * field for under `labels` and `extra`, and one for each thing that is wrong with the run as such. A test failed if and
 * only if the run is not as expected, or not whole.
 */
export function* ctrf(run: Run): Iterable<string> {
  const startedMs = Date.parse(run.startedAt);
  const tests = [...run.results.map((result) => testOf(run, result, startedMs)), ...findingsAsTests(run)];
  const of = (status: Status) => tests.filter((test) => test.status === status).length;
  const summary = {
    tests: tests.length,
    ...{ passed: of('passed'), failed: of('failed'), skipped: of('skipped'), pending: 0, other: 0 },
    suites: new Set(tests.map(({ suite }) => suite.join('/'))).size,
    ...{ start: startedMs, stop: startedMs + Math.round(run.durationMs), duration: Math.round(run.durationMs) },
    extra: run.summary,
  };
  const head = {
    reportFormat: 'CTRF',
    specVersion: CTRF_VERSION,
    reportId: reportId(run),
    timestamp: run.startedAt,
    generatedBy: `${run.tool.name} ${run.tool.version}`,
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"results": {\n`;
  yield `"tool": ${JSON.stringify({ name: run.tool.name, version: run.tool.version })},\n`;
  yield `"summary": ${JSON.stringify(summary)},\n"environment": ${JSON.stringify(environmentOf(run))},\n"tests": [`;
  for (const [n, test] of tests.entries()) yield `${n === 0 ? '' : ','}\n${JSON.stringify(test)}`;
  yield '\n]\n}}\n';
}

type Status = 'passed' | 'failed' | 'skipped';

/** A fault of the tester has failed too: what reads CTRF takes only that for red. */
const STATUS: Readonly<Record<PipelineOutcome, Status>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'failed',
  skipped: 'skipped',
};

function testOf(run: Run, result: Result, startedMs: number) {
  const { id, title, level, cites, family, repeat = 1, verdict, behaviour, durationMs, attempts, pcapng } = result;
  const { outcome, reason } = forPipeline(result);
  const start = Math.round(startedMs + result.startedMs);
  const suite = [run.target.name, ...id.split('/').slice(0, -1)];
  const repetition = repeat > 1 ? ` #${repeat}` : '';
  const passed = outcome === 'passed';
  return {
    testId: `${id} IPv${family}${repetition}`,
    name: `${id} [IPv${family}]${repetition}`,
    status: STATUS[outcome],
    ...{ duration: Math.round(durationMs), start, stop: start + Math.round(durationMs) },
    suite: suite.map(printable),
    rawStatus: verdict,
    ...(passed ? {} : { message: reason, trace: traceOf(result) }),
    ...(attempts === undefined ? {} : { retries: attempts - 1 }),
    tags: [verdict, level, `IPv${family}`],
    labels: {
      level,
      family: `IPv${family}`,
      ...(cites.length > 0 ? { cites: cites.map(printable) } : {}),
      ...(behaviour === undefined ? {} : { behaviour: printable(behaviour) }),
    },
    type: 'conformance',
    extra: {
      title: printable(title),
      again: againCommand(run, result),
      pcapng,
      ...(result.measured ? { measured: result.measured } : {}),
      ...(result.judged ? { judged: result.judged } : {}),
      ...(result.known ? { known: result.known } : {}),
    },
  };
}

function traceOf(result: Result): string {
  const { message, expected, actual } = result;
  const said = [message, expected && `expected  ${expected}`, actual && `actual    ${actual}`];
  const lines = said.flatMap((text) => (text ? printableLines(text) : []));
  return [...lines, ...exchangeLines(result)].join('\n');
}

function findingsAsTests(run: Run) {
  return runFindings(run).map(({ about, name, message }) => ({
    testId: `run/${about} ${name}`,
    name: `run/${about} ${name}`,
    status: 'failed' as const,
    duration: 0,
    suite: [printable(run.target.name), 'run', about],
    rawStatus: about,
    message,
  }));
}

function environmentOf({ target, tester, seed, command, shard, merged }: Run) {
  return {
    appName: printable(target.name),
    appVersion: printable(`${target.os} ${target.kernel}`),
    osPlatform: printable(tester.os),
    osRelease: printable(tester.kernel),
    ...(shard ? { shardId: `${shard.number}/${shard.of}` } : {}),
    extra: { target, tester, seed, command, ...(merged ? { merged } : {}) },
  };
}

/** The same for the same run, so that a report that is made again is the same file: a UUID of version 8 (RFC 9562). */
function reportId({ startedAt, seed, command, target, durationMs, results }: Run): string {
  const what = JSON.stringify([startedAt, seed, command, target, durationMs, results.length]);
  const hash = createHash('sha256').update(what).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 3) | 8).toString(16);
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `${variant}${hash.slice(17, 20)}`];
  return [...parts, hash.slice(20, 32)].join('-');
}
