import type { Case } from '../harness/case.js';

/** The cases one a line: id, level and title, in columns, under their sections. */
export function listing(cases: readonly Case[]): string {
  const once = [...new Set(cases)];
  const width = Math.max(0, ...once.map(({ id }) => id.length));
  let section = '';
  const lines = once.flatMap((c) => {
    const heading = c.section.join(' / ');
    const head = heading === section ? [] : [`${section === '' ? '' : '\n'}${heading}`];
    section = heading;
    return [...head, `  ${c.id.padEnd(width)}  ${c.level.padEnd(6)}  ${c.title}`];
  });
  return `${[...lines, '', once.length === 1 ? '1 case' : `${once.length} cases`].join('\n')}\n`;
}
