import { markdownCode, markdownHtml, markdownTable, markdownText } from '../markdown-escape.js';
import { anyDifference } from './compare.js';
import { type Group, type Section, sectionsOf, verdictText } from './sections.js';
import type { Comparison } from './types.js';

/** A comparison as Markdown for a pull request or a page: what it comes to first, then what differs; with `all`, every case. Ends with a line break. */
export function markdownComparison(comparison: Comparison, { all = false }: { readonly all?: boolean } = {}): string {
  const mark = anyDifference(comparison) ? '≠' : '=';
  const head = [
    `# tcpspec: ${comparison.columns.length} runs compared`,
    '',
    `**${mark} ${markdownText(verdictText(comparison))}**`,
  ];
  return `${[...head, ...sectionsOf(comparison, all).flatMap(sectionLines)].join('\n')}\n`;
}

function sectionLines({ heading, lines = [], table, groups = [] }: Section): string[] {
  return [
    ...['', `## ${markdownText(heading)}`],
    ...(table
      ? [
          '',
          ...markdownTable(
            table.titles.map(markdownText),
            table.rows.map((row) => row.map(markdownText)),
          ),
        ]
      : []),
    ...(lines.length > 0 ? ['', ...lines.map((line) => `- ${markdownText(line)}`)] : []),
    ...groups.flatMap(groupLines),
  ];
}

/** What the cases of a group have in common is always in view, they themselves when asked for. */
function groupLines({ headline, rows }: Group): string[] {
  const cases = rows.map(([id = '', families = '', title = '']) => {
    return `- ${markdownCode(id)} ${markdownText(families)}: ${markdownText(title)}`;
  });
  return ['', '<details>', `<summary>${markdownHtml(headline)}</summary>`, '', ...cases, '', '</details>'];
}
