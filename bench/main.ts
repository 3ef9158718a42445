import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onStop } from '../src/cli/stops.js';
import { type BenchLab, upBenchLab } from './bench-lab.js';
import type { Benchmark } from './benchmark.js';
import { BENCHMARKS } from './benchmarks.js';
import { section } from './page.js';
import { publish } from './publish.js';
import type { Finding, Result } from './result.js';
import { runInside } from './run-inside.js';

const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, list: { type: 'boolean' }, page: { type: 'boolean' } },
  });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((each) => each.name === name));
  if (unknown.length > 0) return refuse(`no benchmark is called ${unknown.join(', ')}; --list shows them`);
  if (values.list) return list();
  if (values.page) return publish([]);
  if (process.getuid?.() !== 0)
    return refuse('benchmarks make network namespaces and open packet sockets: run as root');
  const named = BENCHMARKS.filter(({ name }) => positionals.includes(name));
  const chosen = named.length > 0 ? named : BENCHMARKS.filter(({ quickWithinMs }) => !values.quick || quickWithinMs);
  return measure(chosen, values.quick ?? false);
}

function refuse(why: string): number {
  console.error(`bench: ${why}`);
  return 2;
}

function list(): number {
  for (const { name, title, withinMs, quickWithinMs } of BENCHMARKS) {
    const quickly = quickWithinMs ? `${quickWithinMs / 1000} s with --quick` : 'not with --quick';
    console.log(`${name.padEnd(14)} ${title}; at most ${withinMs / 60_000} min, ${quickly}`);
  }
  return 0;
}

async function measure(chosen: readonly Benchmark[], quick: boolean): Promise<number> {
  const stopped = new AbortController();
  const ignoreStops = onStop(() => stopped.abort(new Error('interrupted')));
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-bench-'));
  let lab: BenchLab | undefined;
  try {
    if (chosen.some((each) => 'inside' in each)) lab = await upBenchLab(folder);
    const results: Result[] = [];
    for (const each of chosen) {
      stopped.signal.throwIfAborted();
      results.push(await measured(each, { lab, quick, stop: stopped.signal }));
    }
    return publish(results);
  } catch (error) {
    if (stopped.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    await lab?.down();
    rmSync(folder, { recursive: true, force: true });
    ignoreStops();
  }
}

interface How {
  readonly lab: BenchLab | undefined;
  readonly quick: boolean;
  readonly stop: AbortSignal;
}

async function measured(benchmark: Benchmark, how: How): Promise<Result> {
  const { name, title } = benchmark;
  const withinMs = (how.quick && benchmark.quickWithinMs) || benchmark.withinMs;
  const say = (line: string) => console.error(`bench: ${name}: ${line}`);
  say(`begins, and takes at most ${withinMs / 1000} s`);
  const loadBefore = loadavg()[0] ?? 0;
  const measuredAt = new Date().toISOString();
  const startedMs = performance.now();
  const finding = await found(benchmark, how, { withinMs, say });
  const tookMs = performance.now() - startedMs;
  const result = { name, title, measuredAt, loadBefore, tookMs, withinMs, quick: how.quick, ...finding };
  console.log(section(result));
  return result;
}

/** A benchmark that fails says so on the page, and the others go on. */
async function found(
  benchmark: Benchmark,
  { lab, quick, stop }: How,
  { withinMs, say }: { withinMs: number; say: (line: string) => void },
): Promise<Finding> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(withinMs)]);
  try {
    if ('outside' in benchmark) return await benchmark.outside({ signal, quick, say });
    if (!lab) throw new Error('there is no lab');
    return await runInside(benchmark.name, lab, { quick, signal });
  } catch (error) {
    if (stop.aborted) throw error;
    const why = (error as Error).message;
    say(`failed: ${why}`);
    return { about: [], tables: [], goals: [{ demand: 'to be measured', measured: why, met: null }], notes: [] };
  }
}
