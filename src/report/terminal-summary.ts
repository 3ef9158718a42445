import type { Against } from './against.js';
import { againstLines } from './against-lines.js';
import { isUnexplained } from './baseline-entry.js';
import { caseDetail, caseHeadline, type Layout } from './case-detail.js';
import { columnsOf, cut, padRight } from './columns.js';
import { durationText } from './duration.js';
import { familiesText, grouped } from './grouping.js';
import { coverageLines, labelled, timeLine, verdictTable } from './overview.js';
import { paint } from './paint.js';
import { printable } from './printable.js';
import type { Disturbed, Result, Run, Verdict } from './run.js';
import { servicesText } from './services-lines.js';
import { countsText } from './summary.js';

/** How the summary is shown. */
export interface TerminalSummaryOptions {
  /** The terminal's width; Infinity where lines should not be cut, as in a log. */
  readonly columns: number;
  readonly colour: boolean;
  /** Where the report lies. */
  readonly reportPath?: string;
  /** The run beside an earlier one. */
  readonly against?: Against;
}

/**
 * The end of a run, told on a terminal: what went wrong with its exchanges, the behaviours that the RFC leaves open, the
 * counts, the coverage, the time, and in the last line what it comes to. Ends with a line break.
 */
export function terminalSummary(run: Run, options: TerminalSummaryOptions): string {
  const layout: Layout = { columns: options.columns, paint: paint(options.colour) };
  const blocks = [
    ...details(run, layout),
    behaviours(run, layout),
    knownDeviations(run, layout),
    stale(run, layout),
    unstable(run, layout),
    options.against ? againstLines(options.against, layout) : [],
    [targetLine(run, layout), ...servicesLine(run)],
    verdictTable(run, layout),
    [...coverageLines(run, layout), ...unsupported(run), ...disturbances(run), timeLine(run), ...reportLine(options)],
    [verdictLine(run, layout)],
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `\n${text.join('\n\n')}\n`;
}

// What breaks the run first; what was merely not judged after it; what is allowed but unwise last.
const TOLD: readonly Verdict[] = ['FAIL', 'ERROR', 'INCONCLUSIVE', 'DEVIATES'];
const MOST_DETAILS = 40;
const MOST_BEHAVIOURS = 40;
const MOST_REASONS = 5;

function details(run: Run, layout: Layout): string[][] {
  const unknown = run.results.filter(({ known }) => !known);
  const groups = TOLD.flatMap((verdict) => grouped(unknown.filter((result) => result.verdict === verdict)));
  const told = groups.slice(0, MOST_DETAILS).map((group) => caseDetail(group, layout));
  const rest = groups.slice(MOST_DETAILS).map((group) => caseHeadline(group, layout));
  return rest.length > 0 ? [...told, rest] : told;
}

function behaviours(run: Run, { columns, paint }: Layout): string[] {
  const groups = grouped(run.results.filter(({ verdict }) => verdict === 'INFO'));
  if (groups.length === 0) return [];
  const shown = groups.slice(0, MOST_BEHAVIOURS);
  const widest = Math.max(...shown.map(({ result }) => columnsOf(printable(result.id))));
  const lines = shown.map(({ result, families }) => {
    const only = families.length === 1 && bothFamilies(run) ? `  ${familiesText(families)} only` : '';
    const text = `${padRight(printable(result.id), widest)}  ${behaviourText(result)}${only}`;
    return `  ${cut(text, columns - 2)}`;
  });
  if (groups.length > shown.length)
    lines.push(paint.faint(`  … and ${groups.length - shown.length} more in the report`));
  return [paint.strong('Behaviours that the RFC leaves open'), ...lines];
}

function behaviourText({ behaviour, message, measured = {} }: Result): string {
  const times = Object.entries(measured).map(([name, ms]) => `${name} ${durationText(ms)}`);
  return printable([behaviour ?? message ?? '', ...times].filter((text) => text !== '').join(', '));
}

function bothFamilies(run: Run): boolean {
  return new Set(run.results.map(({ family }) => family)).size > 1;
}

function unstable(run: Run, { paint }: Layout): string[] {
  if (!run.unstable?.length) return [];
  const lines = run.unstable.map(
    ({ id, family, verdicts }) => `  ${printable(id)}  IPv${family}  ${verdicts.join(' ')}`,
  );
  return [paint.strong('Cases whose repetitions did not agree'), ...lines];
}

function knownDeviations(run: Run, { columns, paint }: Layout): string[] {
  const reasons = new Map<string, { verdict: Verdict; reason: string; ids: Set<string> }>();
  for (const { id, verdict, known } of run.results) {
    if (!known) continue;
    const group = reasons.get(`${verdict} ${known.reason}`) ?? { verdict, reason: known.reason, ids: new Set() };
    group.ids.add(id);
    reasons.set(`${verdict} ${known.reason}`, group);
  }
  if (reasons.size === 0) return [];
  const lines = [...reasons.values()].flatMap(({ verdict, reason, ids }) => {
    const [first = '', ...more] = ids;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return [
      `  ${paint.verdict(verdict, padRight(verdict, 8))}  ${printable(first)}${others}`,
      `  ${' '.repeat(8)}  ${paint.faint(cut(printable(reason), columns - 12))}`,
    ];
  });
  const unexplained = new Set(run.results.filter(({ known }) => known && isUnexplained(known)).map(({ id }) => id));
  const todo = `  ${unexplained.size} without a reason: write it where the list says TODO`;
  return [paint.strong('Known deviations'), ...lines, ...(unexplained.size > 0 ? [paint.strong(todo)] : [])];
}

function stale({ stale = [] }: Run, { paint }: Layout): string[] {
  if (stale.length === 0) return [];
  const lines = stale.map(
    ({ id, family, listed, found }) => `  ${printable(id)}  IPv${family}  listed ${listed}, found ${found}`,
  );
  return [paint.strong('Entries of the baseline that no longer hold'), ...lines];
}

function targetLine({ target, tool }: Run, { columns, paint }: Layout): string {
  const addresses = [target.address4, target.address6].filter((address) => address !== undefined).join(' and ');
  const faults = target.faults?.length ? `, with faults ${target.faults.join(', ')}` : '';
  const about = `${target.os} ${target.kernel}, ${target.user}${addresses && `, ${addresses}`}${faults}, tcpspec ${tool.version}`;
  const name = printable(target.name);
  return `${paint.strong(name)}  ${paint.faint(cut(printable(about), columns - columnsOf(name) - 2))}`;
}

function servicesLine({ target: { services = [] } }: Run): string[] {
  return services.length === 0 ? [] : [labelled('Services', servicesText(services))];
}

function unsupported(run: Run): string[] {
  const counts = new Map<string, number>();
  for (const { verdict, message } of run.results) {
    if (verdict === 'UNSUPPORTED' && message) counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_REASONS);
  return reasons.map(([reason, count]) => labelled('Cannot', `${printable(reason)} (${count})`));
}

function disturbances({ tester, interrupted, results, merged, shard }: Run): string[] {
  const lines: string[] = [];
  const { dropped, selfTest = [] } = tester.link;
  if (dropped) lines.push(labelled('Lost', `${dropped} frames in the capture${againText(results, 'frames-lost')}`));
  const heldUp = againText(results, 'held-up');
  if (heldUp && tester.heldUp)
    lines.push(
      labelled(
        'Held up',
        `${tester.heldUp.times} times, for ${durationText(tester.heldUp.longestMs)} at most${heldUp}`,
      ),
    );
  for (const { family, sent, received } of selfTest) {
    if (received < sent)
      lines.push(labelled('Echoes', `${sent - received} of ${sent} over IPv${family} did not come back`));
  }
  const strange = Object.entries(tester.link.strange ?? {}).filter(([kind]) => kind !== 'strays'); // any run has some
  if (strange.length > 0) {
    const counts = strange.map(([kind, count]) => `${count} ${kind}`).join(', ');
    lines.push(labelled('Strange', `frames that should not have come: ${counts}`));
  }
  for (const { address, hardware } of tester.link.claims ?? [])
    lines.push(labelled('Claimed', printable(`${address} by ${hardware.join(' and ')}; the first was heeded`)));
  if (shard) lines.push(labelled('Shard', `${shard.number} of ${shard.of}`));
  if (merged) {
    const { parts, superseded, missing = [] } = merged;
    const aside = superseded.length === 0 ? '' : `; ${superseded.length} results set aside for those of later runs`;
    const lacking =
      missing.length === 0 ? '' : `; missing ${missing.map((each) => `${each.number}/${each.of}`).join(', ')}`;
    lines.push(labelled('Merged', printable(`${parts.map(({ from }) => from).join(', ')}${aside}${lacking}`)));
  }
  if (interrupted) lines.push(labelled('Stopped', 'interrupted before all cases had run'));
  return lines;
}

function againText(results: readonly Result[], cause: Disturbed): string {
  const again = results.filter(({ disturbed }) => disturbed?.includes(cause));
  if (again.length === 0) return '';
  const open = again.filter(({ verdict }) => verdict === 'INCONCLUSIVE').length;
  const left = open === 0 ? '' : `, ${open} of them in vain`;
  return `; ${again.length} ${again.length === 1 ? 'case was' : 'cases were'} run again${left}`;
}

function reportLine({ reportPath }: TerminalSummaryOptions): string[] {
  return reportPath === undefined ? [] : [labelled('Report', printable(reportPath))];
}

function verdictLine({ results, summary }: Run, { paint }: Layout): string {
  const cases = new Set(results.map((result: Result) => result.id)).size;
  const worst: Verdict = TOLD.find((verdict) => summary[verdict] > 0) ?? 'PASS';
  const counted = `${cases} ${cases === 1 ? 'case' : 'cases'}, ${results.length} ${results.length === 1 ? 'result' : 'results'}`;
  const listed = results.filter(({ known }) => known).length;
  const known = listed === 0 ? '' : `, ${listed} known deviations among them`;
  return `${paint.verdict(worst, countsText(summary))}  ${paint.faint(counted + known)}`;
}
