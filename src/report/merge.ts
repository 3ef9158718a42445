import { createHash } from 'node:crypto';
import { checkBelongTogether, type Source } from './belong-together.js';
import { mergedCoverage } from './merge-coverage.js';
import { mergedPassive } from './merge-passive.js';
import { inSuiteOrder } from './order.js';
import { ReportError } from './report-error.js';
import type { LinkDescription, Merge, MergedPart, Result, Run, Shard, StaleEntry, Superseded } from './run.js';
import { summarise } from './summary.js';
import { unstableCases } from './unstable.js';

/** Several runs as one, and what is to be told of it, a sentence each. */
export interface Merged {
  readonly run: Run;
  readonly notes: readonly string[];
}

/**
 * Makes one run of several: shards, families, days. Of results that are there more than once (same case, family and
 * repetition) that of the run stands which started last; of two that started at the same time, that of the later
 * argument. Only passive cases are put together, because each run has judged its own segments. Nothing goes without a word:
 * what does not stand is listed in `merged.superseded` and told.
 * @param ids the ids of all cases in the order of the suites; what they do not name comes last
 * @throws ReportError when the runs are not of one target as it was, by one version of tcpspec, saying in what they differ
 */
export function mergeRuns(sources: readonly Source[], ids: readonly string[]): Merged {
  const { once, notes } = withoutCopies(sources);
  const [only, ...more] = once;
  if (!only) throw new ReportError('There is no run to report: give the folder or the run.json of at least one.');
  if (more.length === 0) return { run: only.run, notes };
  checkBelongTogether(once);
  const parts = [...once].sort((a, b) => startOf(a.run) - startOf(b.run));
  const { results, superseded } = standing(parts, ids);
  const run = assembled(parts, results, { superseded, ...missingShards(parts) });
  return { run, notes: [...notes, ...notesOf(run, parts)] };
}

/** The same run twice would count twice in what is summed up. */
function withoutCopies(sources: readonly Source[]): { once: Source[]; notes: string[] } {
  const seen = new Map<string, string>();
  const notes: string[] = [];
  const once = sources.filter(({ from, run }) => {
    const key = createHash('sha256').update(JSON.stringify(run)).digest('hex');
    const before = seen.get(key);
    if (before === undefined) seen.set(key, from);
    else notes.push(`${from} is the same run as ${before}: it is taken once`);
    return before === undefined;
  });
  return { once, notes };
}

/** The results that stand, and those that do not. */
function standing(parts: readonly Source[], ids: readonly string[]): { results: Result[]; superseded: Superseded[] } {
  const origin = startOf(parts[0]?.run);
  const stand = new Map<string, { readonly from: string; readonly result: Result }>();
  const passives = new Map<string, Result[]>();
  const superseded: Superseded[] = parts.flatMap(({ run }) => run.merged?.superseded ?? []);
  for (const { from, run } of parts) {
    const laterMs = startOf(run) - origin;
    for (const found of run.results) {
      const result = placed(found, { laterMs, folder: run.merged ? undefined : from });
      const { id, family, repeat = 1 } = result;
      const key = JSON.stringify([id, family, repeat]);
      if (result.judged) {
        passives.set(key, [...(passives.get(key) ?? []), result]);
        continue;
      }
      const before = stand.get(key);
      if (before) superseded.push(setAside(before, from));
      stand.set(key, { from, result });
    }
  }
  const all = [
    ...[...stand.values()].map(({ result }) => result),
    ...[...passives.values()].map((each) => mergedPassive(each, ids)),
  ];
  return { results: inSuiteOrder(all, ids), superseded };
}

/** A result as the merged run has it: its start counts from the earliest, and its frames are in the folder of its run. */
function placed(
  result: Result,
  { laterMs, folder }: { readonly laterMs: number; readonly folder: string | undefined },
): Result {
  const startedMs = Math.round((result.startedMs + laterMs) * 1000) / 1000;
  if (folder === undefined) return { ...result, startedMs }; // was merged before
  return { ...result, startedMs, pcapng: { ...result.pcapng, file: `${folder}/${result.pcapng.file}` } };
}

function setAside({ from, result }: { readonly from: string; readonly result: Result }, by: string): Superseded {
  const { id, family, repeat, verdict, behaviour } = result;
  return {
    ...{ id, family, verdict, from, by },
    ...(repeat === undefined ? {} : { repeat }),
    ...(behaviour === undefined ? {} : { behaviour }),
  };
}

function assembled(parts: readonly Source[], results: readonly Result[], about: Omit<Merge, 'parts'>): Run {
  const runs = parts.map(({ run }) => run);
  const [first] = runs as [Run];
  const { schema, tool, startedAt, seed, command } = first;
  const origin = startOf(first);
  const durationMs = Math.max(...runs.map((run) => startOf(run) - origin + run.durationMs));
  const unstable = unstableCases(results);
  const stale = staleOf(runs, results);
  return {
    ...{ schema, tool, startedAt, durationMs, seed, command },
    tester: { ...first.tester, link: mergedLink(runs.map(({ tester }) => tester.link)) },
    target: mergedTarget(runs),
    coverage: mergedCoverage(
      runs.map(({ coverage }) => coverage),
      results,
    ),
    results,
    summary: summarise(results),
    ...(runs.some(({ interrupted }) => interrupted) ? { interrupted: true } : {}),
    ...(runs.some(({ abridged }) => abridged) ? { abridged: true } : {}),
    ...(unstable.length > 0 ? { unstable } : {}),
    ...(stale.length > 0 ? { stale } : {}),
    merged: { parts: parts.flatMap(partsOf), ...about },
  };
}

function partsOf({ from, run }: Source): readonly MergedPart[] {
  if (run.merged) return run.merged.parts;
  const { startedAt, durationMs, seed, command, tester, target, shard, interrupted, results } = run;
  const part = {
    ...{ from, startedAt, durationMs, seed, command, tester },
    ...(target.address4 === undefined ? {} : { address4: target.address4 }),
    ...(target.address6 === undefined ? {} : { address6: target.address6 }),
    ...(shard ? { shard } : {}),
    ...(interrupted ? { interrupted } : {}),
    results: results.length,
  };
  return [part];
}

/** The target; an address that is not the same in all runs that have one is left to the parts. */
function mergedTarget(runs: readonly Run[]): Run['target'] {
  const [first] = runs as [Run];
  const { address4: _, address6: __, ...target } = first.target;
  const [four, six] = (['address4', 'address6'] as const).map((name) => addressesOf(runs, name));
  return {
    ...target,
    ...(four?.length === 1 ? { address4: four[0] as string } : {}),
    ...(six?.length === 1 ? { address6: six[0] as string } : {}),
  };
}

function addressesOf(runs: readonly Run[], name: 'address4' | 'address6'): string[] {
  return [...new Set(runs.flatMap(({ target }) => target[name] ?? []))];
}

/** The first link, with the counts of all: what one of them cannot tell, the sum cannot. */
function mergedLink(links: readonly LinkDescription[]): LinkDescription {
  const [first] = links as [LinkDescription];
  const sum = (of: (link: LinkDescription) => number) => links.reduce((total, link) => total + of(link), 0);
  const dropped = links.some((link) => link.dropped === null) ? null : sum((link) => link.dropped ?? 0);
  const counts = { received: sum((link) => link.received), sent: sum((link) => link.sent), dropped };
  return { ...first, ...counts, undecodable: sum((link) => link.undecodable ?? 0) };
}

/** Entries that are stale as the results stand now: of a part whose result was set aside, or whose passive case another part found to deviate, none. */
function staleOf(runs: readonly Run[], results: readonly Result[]): StaleEntry[] {
  const known = new Set(results.filter((result) => result.known).map(({ id, family }) => `${id} ${family}`));
  const found = new Map(results.map((result) => [`${result.id} ${result.family}`, result]));
  const entries = new Map<string, StaleEntry>();
  for (const entry of runs.flatMap(({ stale = [] }) => stale)) {
    const key = `${entry.id} ${entry.family}`;
    if (found.has(key) && !known.has(key)) entries.set(key, entry);
  }
  return [...entries.values()];
}

function missingShards(parts: readonly Source[]): Pick<Merge, 'missing'> {
  const shards = parts.flatMap(partsOf).flatMap(({ shard }) => shard ?? []);
  const of = shards[0]?.of ?? 0;
  const there = new Set(shards.map(({ number }) => number));
  const missing = Array.from({ length: of }, (_, n): Shard => ({ number: n + 1, of })).filter(
    ({ number }) => !there.has(number),
  );
  return missing.length > 0 ? { missing } : {};
}

function notesOf({ merged }: Run, parts: readonly Source[]): string[] {
  const { superseded = [], missing = [] } = merged ?? {};
  const overlaps = [...new Set(superseded.map(({ from, by }) => JSON.stringify([from, by])))].map((pair) => {
    const [from, by] = JSON.parse(pair) as [string, string];
    const several = superseded.filter((each) => each.from === from && each.by === by).length;
    return `${several} ${several === 1 ? 'result' : 'results'} of ${from} set aside for those of ${by}, which started later`;
  });
  const addresses = (['address4', 'address6'] as const).map((name) =>
    addressesOf(
      parts.map(({ run }) => run),
      name,
    ),
  );
  return [
    ...addresses
      .filter(({ length }) => length > 1)
      .map((all) => `the target was at several addresses: ${all.join(', ')}`),
    ...parts.flatMap(({ from, run }) => (run.interrupted ? [`${from} was stopped before all its cases had run`] : [])),
    ...overlaps,
    ...(missing.length > 0
      ? [`shards are missing: ${missing.map(({ number, of }) => `${number}/${of}`).join(', ')}`]
      : []),
  ];
}

function startOf(run: Run | undefined): number {
  return run === undefined ? 0 : Date.parse(run.startedAt);
}
