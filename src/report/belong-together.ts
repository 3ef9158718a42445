import { ReportError } from './report-error.js';
import type { Run } from './run.js';

/** A run, and the folder that it was read from, as a report names it. */
export interface Source {
  readonly from: string;
  readonly run: Run;
}

/**
 * Runs are merged when they say of one thing what it does: one version of the cases, and one target with all its settings.
 * @throws ReportError that says in what they differ
 */
export function checkBelongTogether([first, ...others]: readonly Source[]): void {
  if (!first) return;
  const differing = others.flatMap((other) => {
    const differences = differencesBetween(first.run, other.run);
    return differences.length === 0
      ? []
      : [`${other.from} is not of the same as ${first.from}: ${differences.join('; ')}.`];
  });
  if (differing.length === 0) return;
  throw new ReportError(
    `These runs do not belong together. ${differing.join(' ')} Report them one by one, or hold them against each other with "tcpspec compare".`,
  );
}

function differencesBetween(a: Run, b: Run): string[] {
  const facts: (readonly [what: string, of: (run: Run) => unknown])[] = [
    ['tcpspec', ({ tool }) => `${tool.name} ${tool.version}`],
    ['target', ({ target }) => target.name],
    ['system', ({ target }) => `${target.os} ${target.kernel}`],
    ['user calls by', ({ target }) => target.user],
    ['faults', ({ target }) => target.faults?.join(' ') ?? 'none'],
    ['shards', ({ shard }) => (shard ? `of ${shard.of}` : undefined)],
  ];
  // A run that is no shard may stand beside shards.
  const differing = facts.filter(([, of]) => of(a) !== undefined && of(b) !== undefined && of(a) !== of(b));
  const names = [...new Set([...Object.keys(a.target.settings), ...Object.keys(b.target.settings)])];
  const settings = names.filter((name) => a.target.settings[name] !== b.target.settings[name]);
  return [
    ...differing.map(([what, of]) => `${what} ${of(a)} there, ${of(b)} here`),
    ...settings.slice(0, MOST_SETTINGS).map((name) => {
      return `${name} ${a.target.settings[name] ?? 'unknown'} there, ${b.target.settings[name] ?? 'unknown'} here`;
    }),
    ...(settings.length > MOST_SETTINGS ? [`${settings.length - MOST_SETTINGS} more settings`] : []),
  ];
}

const MOST_SETTINGS = 5;
