import type { Fault } from '../model/faults.js';

/** The faults one a line: name, the rule that it breaks, what it does, and which stacks are known to do so. */
export function faultListing(faults: readonly Fault[]): string {
  const width = Math.max(0, ...faults.map(({ name }) => name.length));
  const rules = faults.map(({ breaks }) => [breaks.section, breaks.requirement].filter((part) => part).join(' '));
  const ruleWidth = Math.max(0, ...rules.map((rule) => rule.length));
  const lines = faults.map(({ name, summary, alike }, n) => {
    const like = alike ? ` (${alike})` : '';
    return `${name.padEnd(width)}  ${(rules[n] ?? '').padEnd(ruleWidth)}  ${summary}${like}`;
  });
  return `${[...lines, '', `${faults.length} faults`].join('\n')}\n`;
}
