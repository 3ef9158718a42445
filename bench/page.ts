import type { Goal, Result, Results, Table } from './result.js';

const HEAD = `# Performance

Written by \`npm run bench\` from [performance.json](performance.json); do not edit. Speed is measured here and nowhere else: no test depends on it.

Each number is held against a reference in the same run. The contestants take turns, round by round, each round starting with another one, so that what
slows the machine down for a while slows all of them. \`1.32 (1.29 to 1.38)\` is the median of the rounds with their lower and upper quartile; a ratio is formed within
each round before the median is taken. *Load before* counts the processes that wanted to run in the minute before a benchmark began: the numbers of a busy machine are worth less.
`;

/** docs/PERFORMANCE.md, whole. */
export function performancePage({ machine, version, results }: Results): string {
  const { processor, cores, memoryGib, kernel, node } = machine;
  const facts = [
    ['Processor', `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}`],
    ['Memory', `${memoryGib} GiB`],
    ['Kernel', kernel],
    ['Node.js', node],
    ['tcpspec', version],
  ];
  const sections = [
    HEAD,
    markdownTable(['The machine', ''], facts),
    '## Goals\n',
    goalTable(results),
    ...results.map(section),
  ];
  return `${sections.join('\n').trimEnd()}\n`;
}

/** One result as it stands on the page, which is also what a terminal shows. */
export function section(result: Result): string {
  const { title, name, measuredAt, tookMs, withinMs, quick, loadBefore, about, tables, goals, notes } = result;
  const when = `${measuredAt.slice(0, 16).replace('T', ' ')} UTC`;
  const took = `${Math.round(tookMs / 1000)} s of at most ${Math.round(withinMs / 1000)} s`;
  return [
    `## ${title}`,
    '',
    `\`npm run bench -- ${name}${quick ? ' --quick' : ''}\`, ${when}, took ${took}, load before ${loadBefore.toFixed(1)}.`,
    '',
    ...about.flatMap((paragraph) => [paragraph, '']),
    ...tables.flatMap(({ caption, columns, rows }: Table) => [`${caption}:`, '', markdownTable(columns, rows)]),
    ...goals.flatMap((goal) => [`**${verdictOn(goal)}:** ${goal.demand}. Measured: ${goal.measured}.`, '']),
    ...notes.map((note) => `- ${note}`),
    ...(notes.length > 0 ? [''] : []),
  ].join('\n');
}

function goalTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ title, goals }) =>
    goals.map((goal) => [title, goal.demand, goal.measured, verdictOn(goal).toLowerCase()]),
  );
  return markdownTable(['Benchmark', 'Goal', 'Measured', ''], rows);
}

function verdictOn({ met }: Goal): string {
  if (met === null) return 'Not measured';
  return met ? 'Met' : 'Not met';
}

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n');
}
