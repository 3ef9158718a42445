import { markdownCode, markdownTable, markdownText } from '../markdown-escape.js';
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
  return ['', '<details>', `<summary>${summaryText(headline)}</summary>`, '', ...cases, '', '</details>'];
}

// Within HTML Markdown's escapes would be shown as they are.
function summaryText(text: string): string {
  const inert: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '@<!-- -->' };
  return markdownText(text)
    .replace(/\\([\\`*_[\]|~#$^/.:=+-])/g, '$1')
    .replace(/[`*_[\]~$\\]/g, (mark) => inert[mark] ?? `&#${mark.codePointAt(0)};`);
}
