import { againCommand } from './again.js';
import { durationText } from './duration.js';
import { exchangeLines } from './exchange-text.js';
import { familiesText, grouped, type ResultGroup } from './grouping.js';
import { countsTable, coverageSection } from './markdown-overview.js';
import { fitted, type Item, type Section } from './markdown-room.js';
import { code, inline, preformatted } from './markdown-text.js';
import { printableLines } from './printable.js';
import type { Result, Run, Verdict } from './run.js';
import { runFindings } from './run-findings.js';
import { isExpected } from './summary.js';

/** A comment on GitHub holds 65,536 characters, a step's page 1 MiB, a note on GitLab a million characters. */
export const MOST_MARKDOWN = 65_000;

/**
 * A run as Markdown for a pull request or the page of a pipeline's step, in at most `most` characters: what is
 * unexpected first, each with its exchange to unfold, then what else a reader may want to know. What there was no room
 * for is counted in the end.
 */
export function markdown(run: Run, most = MOST_MARKDOWN): string {
  const unknown = run.results.filter(({ known }) => !known);
  const of = (...verdicts: Verdict[]) => grouped(unknown.filter(({ verdict }) => verdicts.includes(verdict)));
  const sections: Section[] = [
    {
      what: 'facts of the run',
      open: '',
      items: [{ whole: heading(run) }, { whole: countsTable(run) }],
      close: '\n',
      share: 0.2,
    },
    listed('findings about the run', 'The run itself', findingItems(run), 0.1),
    listed(
      'unexpected cases',
      'Unexpected',
      of('FAIL', 'ERROR').map((group) => caseItem(run, group)),
      0.5,
    ),
    coverageSection(run),
    folded(
      'cases that deviate from a SHOULD',
      'A SHOULD that is not followed',
      of('DEVIATES').map((group) => caseItem(run, group)),
      0.1,
    ),
    folded('cases that could not be judged', 'Not judged', of('INCONCLUSIVE').map(lineItem), 0.1),
    folded('cases that the target cannot do', 'The target cannot do', of('UNSUPPORTED').map(lineItem), 0.1),
    folded('known deviations', 'Known deviations', knownItems(run), 0.2),
    folded('results set aside', 'Results that a later run has again', supersededItems(run), 0.1),
  ];
  return fitted(sections, most);
}

function heading(run: Run): string {
  const { target, tool, results, durationMs, tester, merged } = run;
  const cases = new Set(results.map(({ id }) => id)).size;
  const about = [
    code(`${target.os} ${target.kernel}`),
    `${cases} cases, ${results.length} results`,
    `${durationText(durationMs)}${tester.link.timestamps === 'virtual' ? ' of virtual time' : ''}`,
    ...(merged ? [`merged from ${merged.parts.length} runs`] : []),
    `tcpspec ${inline(tool.version)}`,
  ];
  const faults = target.faults ? `\n\nFaults switched on: ${target.faults.map(code).join(', ')}` : '';
  return `## tcpspec: ${code(target.name)}\n\n**${outcomeOf(run)}**. ${about.join(' · ')}${faults}\n\n`;
}

function outcomeOf(run: Run): string {
  const unexpected = run.results.filter(({ verdict, known }) => !isExpected(verdict) && !known).length;
  const findings = runFindings(run).length;
  const parts = [
    ...(unexpected > 0 ? [`${unexpected} unexpected ${unexpected === 1 ? 'result' : 'results'}`] : []),
    ...(findings > 0 ? [`${findings} ${findings === 1 ? 'finding' : 'findings'} about the run itself`] : []),
  ];
  return parts.length === 0 ? 'All as expected' : parts.join(', ');
}

function listed(what: string, title: string, items: readonly Item[], share: number): Section {
  return { what, open: `### ${title}\n\n`, items, close: '\n', share };
}

function folded(what: string, title: string, items: readonly Item[], share: number): Section {
  return {
    what,
    open: `<details><summary>${title}: ${items.length}</summary>\n\n`,
    items,
    close: '\n</details>\n\n',
    share,
  };
}

function findingItems(run: Run): Item[] {
  return runFindings(run).map(({ name, message }) => ({ whole: `- ${code(name)}: ${inline(message)}\n` }));
}

/** A case with its exchange to unfold, and in a line when there is no room for that. */
function caseItem(run: Run, group: ResultGroup): Item {
  const { result } = group;
  const summary = `<details><summary>${headline(group)}</summary>`;
  const about = [inline(result.title), result.cites.map(inline).join(', ')].filter((text) => text !== '');
  const body = preformatted([...told(result), '', ...endOf(exchangeLines(result)), '', againCommand(run, result)]);
  return { whole: `${summary}\n\n${about.join('<br>')}\n\n${body}\n\n</details>\n\n`, short: `- ${headline(group)}\n` };
}

function lineItem(group: ResultGroup): Item {
  const [why = ''] = printableLines(group.result.message ?? '');
  return { whole: `- ${headline(group)}: ${inline(why)}\n` };
}

function headline({ result, families, count }: ResultGroup): string {
  const behaviour = result.behaviour === undefined ? '' : ` ${code(result.behaviour)}`;
  const times = count > families.length ? `, ${count} times` : '';
  return `<b>${result.verdict}</b> ${code(result.id)} ${familiesText(families)}${times}${behaviour}`;
}

function told({ message, expected, actual }: Result): string[] {
  const field = (label: string, text: string | undefined) =>
    text === undefined ? [] : printableLines(text).map((line, n) => `${(n === 0 ? label : '').padEnd(10)}${line}`);
  const said = printableLines(message ?? '');
  const blank = said.indexOf(''); // what follows tells the exchange again
  return [
    ...said.slice(0, blank === -1 ? MOST_MESSAGE_LINES : Math.min(blank, MOST_MESSAGE_LINES)),
    ...field('expected', expected),
    ...field('actual', actual),
  ];
}

const MOST_MESSAGE_LINES = 6;
const MOST_EXCHANGE_LINES = 40;

function endOf(lines: readonly string[]): string[] {
  if (lines.length <= MOST_EXCHANGE_LINES) return [...lines];
  return [`  … ${lines.length - MOST_EXCHANGE_LINES} earlier`, ...lines.slice(-MOST_EXCHANGE_LINES)];
}

function knownItems({ results }: Run): Item[] {
  const reasons = new Map<
    string,
    { readonly verdict: Verdict; readonly known: NonNullable<Result['known']>; readonly ids: Set<string> }
  >();
  for (const { id, verdict, known } of results) {
    if (!known) continue;
    const key = JSON.stringify([verdict, known]);
    const group = reasons.get(key) ?? { verdict, known, ids: new Set() };
    group.ids.add(id);
    reasons.set(key, group);
  }
  return [...reasons.values()].map(({ verdict, known: { reason, reference }, ids }) => {
    const [first = '', ...more] = ids;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return { whole: `- <b>${verdict}</b> ${code(first)}${others}: ${inline(reason)} ${inline(`(${reference})`)}\n` };
  });
}

function supersededItems({ merged }: Run): Item[] {
  return (merged?.superseded ?? []).map(({ id, family, verdict, from, by }) => {
    return { whole: `- ${code(id)} IPv${family}: ${verdict} in ${code(from)}, for that of ${code(by)}\n` };
  });
}
