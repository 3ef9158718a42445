import { foundText } from '../report/differences.js';
import { familiesText } from '../report/grouping.js';
import type { Run } from '../report/run.js';
import type { JudgedDifference } from './judgements.js';

/** What the page is written from: the two runs and what is said of their differences. */
export interface Compared {
  readonly model: Run;
  readonly linux: Run;
  readonly judged: readonly JudgedDifference[];
}

interface Section {
  readonly title: string;
  readonly text: string;
  readonly holds: (judged: JudgedDifference) => boolean;
}

/** In this order; a difference stands in the first section that holds it. */
const SECTIONS: readonly Section[] = [
  {
    title: 'One of the two could not be asked',
    text: 'The call or the service that the case needs is not there, so there is nothing to compare.',
    holds: ({ difference: { first, second } }) =>
      [first, second].some((each) => !each || each.verdict === 'UNSUPPORTED'),
  },
  {
    title: 'The model is right',
    text: 'Linux breaks a rule or does not follow advice (FAIL, DEVIATES), or does something else than the RFC says and harms nobody.',
    holds: isRight('model'),
  },
  {
    title: 'Linux is right',
    text: 'The model does something else than the RFC says, and harms nobody where the case bears with it.',
    holds: isRight('linux'),
  },
  { title: 'Both may', text: 'The RFCs leave the choice open, or are of two minds.', holds: isRight('both') },
];

/** The differences between the model and Linux as a Markdown page. */
export function differencesPage({ model, linux, judged }: Compared): string {
  const sections = SECTIONS.map((section) => ({
    ...section,
    rows: judged.filter((each) => sectionOf(each) === section),
  }));
  const differing = judged.reduce((sum, { difference }) => sum + difference.count, 0);
  const lines = [
    '# The model against Linux',
    '',
    'Written by `npm run model-vs-linux`. Faults of the reference model show that every case can fail; that the model without',
    'a fault is a fair judge shows here. The same suites are run against it and against the kernel of this machine in network',
    'namespaces, and each difference in verdict or behaviour is listed, with who is right by the RFCs. Reasons come from',
    '`suites/model-vs-linux.yaml`, and from `suites/deviations/linux.yaml` where Linux is known to deviate.',
    '',
    `${model.target.name} against ${linux.target.os} ${release(linux)}: ${linux.results.length} results, of which ${differing} differ, in ${countOf(judged)}.`,
    '',
    '| | cases | results |',
    '|---|---:|---:|',
    ...sections.map(({ title, rows }) => `| ${title} | ${idsOf(rows).length} | ${resultsOf(rows)} |`),
    ...sections.flatMap(({ title, text, rows }) => [
      '',
      `## ${title}`,
      '',
      ...(rows.length ? [text, '', ...table(rows)] : ['None.']),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function isRight(who: JudgedDifference['right']): Section['holds'] {
  return ({ right }) => right === who;
}

function sectionOf(judged: JudgedDifference): Section | undefined {
  return SECTIONS.find(({ holds }) => holds(judged));
}

/** Without what a distributor appends to it. */
function release({ target }: Run): string {
  return target.kernel.split('-')[0] ?? '';
}

function idsOf(rows: readonly JudgedDifference[]): string[] {
  return [...new Set(rows.map(({ difference }) => difference.id))];
}

function countOf(rows: readonly JudgedDifference[]): string {
  const { length } = idsOf(rows);
  return `${length} ${length === 1 ? 'case' : 'cases'}`;
}

function resultsOf(rows: readonly JudgedDifference[]): number {
  return rows.reduce((sum, { difference }) => sum + difference.count, 0);
}

/** Cases that differ alike and for the same reason share a row. */
function table(rows: readonly JudgedDifference[]): string[] {
  const ids = new Map<string, string[]>();
  for (const { difference, why } of rows) {
    const { id, families, first, second } = difference;
    const rest = [familiesText(families), foundText(first), foundText(second), why].map(escaped).join(' | ');
    ids.set(rest, [...(ids.get(rest) ?? []), `\`${id}\``]);
  }
  return [
    '| case | over | model | Linux | why |',
    '|---|---|---|---|---|',
    ...[...ids].map(([rest, names]) => `| ${names.join('<br>')} | ${rest} |`),
  ];
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
