import type { Section } from './markdown-room.js';
import { inline } from './markdown-text.js';
import { type Family, type RequirementCoverage, type Run, STATES, VERDICTS, type Verdict } from './run.js';
import { summarise } from './summary.js';

/** The counts of each verdict that there is, a row a family, and their sum when there are both. */
export function countsTable(run: Run): string {
  const shown = VERDICTS.filter((verdict) => run.summary[verdict] > 0);
  const families = ([4, 6] as const).filter((family) => run.results.some((result) => result.family === family));
  const row = (label: string, family?: Family) => {
    const results = run.results.filter((result) => family === undefined || result.family === family);
    const counts = summarise(results);
    return tableRow([label, ...shown.map((verdict) => String(counts[verdict])), String(results.length)]);
  };
  const rows = families.map((family) => row(`IPv${family}`, family));
  const all = families.length > 1 ? [row('both')] : [];
  const header = tableRow(['', ...shown, 'total']);
  return [header, `|---${'|---:'.repeat(shown.length + 1)}|\n`, ...rows, ...all].join('');
}

/** What the run reached: states, arcs, requirements, and what it did not, with the reason. */
export function coverageSection({ coverage }: Run): Section {
  const { states, arcs, requirements } = coverage;
  const missing = STATES.filter((state) => !states[state].reached);
  const left = arcs.filter(({ driven, cases }) => !driven && cases.length > 0);
  const notAsked = arcs.filter(({ driven, cases }) => !driven && cases.length === 0).length;
  const lines = [
    `- States: ${STATES.length - missing.length} of ${STATES.length} reached${missing.length > 0 ? `, not ${missing.join(', ')}` : ''}`,
    `- Arcs: ${arcs.length - left.length - notAsked} of ${arcs.length} driven${notAsked > 0 ? `; no case of this run is about ${notAsked}` : ''}`,
    ...left.map(
      ({ from, to, event, reason = 'no reason given' }) => `  - ${from} → ${to}, ${inline(event)}: ${inline(reason)}`,
    ),
    ...(requirements.length > 0 ? [`- Requirements: ${requirementsText(requirements)}`] : []),
  ];
  const items = lines.map((line) => ({ whole: `${line}\n` }));
  return { what: 'lines on coverage', open: '### Coverage\n\n', items, close: '\n', share: 0.2 };
}

const JUDGED: ReadonlySet<Verdict | undefined> = new Set<Verdict>(['PASS', 'FAIL', 'DEVIATES', 'INFO']);

function requirementsText(requirements: readonly RequirementCoverage[]): string {
  const judged = requirements.filter(({ verdict }) => JUDGED.has(verdict));
  const unmet = judged
    .filter(({ verdict }) => verdict === 'FAIL' || verdict === 'DEVIATES')
    .map(({ id }) => inline(id));
  const names = unmet.length > 0 ? `; not met: ${unmet.join(', ')}` : '';
  return `${judged.length} of ${requirements.length} judged${names}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
