import { code, inline } from '../markdown-text.js';
import { anyDifference } from './compare.js';
import { type Group, type Section, sectionsOf, verdictText } from './sections.js';
import type { Comparison } from './types.js';

/** A comparison as Markdown for a pull request or a page: what it comes to first, then what differs; with `all`, every case. Ends with a line break. */
export function markdownComparison(comparison: Comparison, { all = false }: { readonly all?: boolean } = {}): string {
  const mark = anyDifference(comparison) ? '≠' : '=';
  const head = [
    `# tcpspec: ${comparison.columns.length} runs compared`,
    '',
    `**${mark} ${text(verdictText(comparison))}**`,
  ];
  return `${[...head, ...sectionsOf(comparison, all).flatMap(sectionLines)].join('\n')}\n`;
}

function sectionLines({ heading, lines = [], table, groups = [] }: Section): string[] {
  return [
    ...['', `## ${text(heading)}`],
    ...(table
      ? [
          '',
          ...tableLines(
            table.titles.map(text),
            table.rows.map((row) => row.map(text)),
          ),
        ]
      : []),
    ...(lines.length > 0 ? ['', ...lines.map((line) => `- ${text(line)}`)] : []),
    ...groups.flatMap(groupLines),
  ];
}

/** What the cases of a group have in common is always in view, they themselves when asked for. */
function groupLines({ headline, rows }: Group): string[] {
  const cases = rows.map(([id = '', families = '', title = '']) => {
    return `- ${code(id)} ${text(families)}: ${text(title)}`;
  });
  return ['', '<details>', `<summary>${text(headline)}</summary>`, '', ...cases, '', '</details>'];
}

function tableLines(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}

// A word for itself, since a text that names many targets would be cut.
function text(words: string): string {
  return words.split(' ').map(inline).join(' ');
}
