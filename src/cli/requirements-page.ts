import type { RequirementCoverage } from '../harness/requirements.js';
import { summary } from './requirement-listing.js';

/** docs/REQUIREMENTS.md. */
export function requirementsPage(rows: readonly RequirementCoverage[]): string {
  const ofWire = rows.filter(({ withoutAgent }) => withoutAgent === 'all');
  const lines = [
    '# The requirements of RFC 9293',
    '',
    'RFC 9293 labels 119 requirements (its Appendix B lists them). `npm run requirements` writes this page from the ledger in',
    '`src/harness/requirement-table.ts` and `src/harness/untested-requirements.ts` and from what the cases cite; a test complains when it is not current.',
    'A requirement is *tested* by the cases that cite its label, of which the page names the sections (`tcpspec run rfc9293/3.6.1` runs one); it is *untestable* when nothing that a tester does shows whether it is met, and',
    '*out of scope* when it does not speak of a TCP. What a run found of each stands, with the cases one by one, in its run.json (`coverage.requirements`).',
    '',
    'How a requirement can be seen: *a* by segments alone, *ab* by segments, when somebody makes a user call to bring them about, *b* by the answers to user',
    'calls alone, *c* not at all, or it asks something of others than a TCP. Without an agent, those of class *a* can be judged in full on a target that runs the',
    `standard small services, and those of *ab* in part. So could ${ofWire.length} of ${rows.length} in full. Today no user but the agent and the model makes calls, so without`,
    'an agent none is judged yet.',
    '',
    `${summary(rows)}.`,
    '',
    '| requirement | section | what it asks | status | seen | without an agent | tested by, or why not |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(tableRow),
  ];
  return `${lines.join('\n')}\n`;
}

const WITHOUT_AGENT = { all: 'in full', part: 'in part', none: 'no' } as const;

function tableRow(row: RequirementCoverage): string {
  const { id, section, about, status, observability, withoutAgent } = row;
  const cells = [id, section, about, status, observability, WITHOUT_AGENT[withoutAgent], grounds(row)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function grounds(row: RequirementCoverage): string {
  const { cases, reason } = row;
  if (cases.length === 0) return reason ?? '';
  const limit = reason === undefined ? '' : `; ${reason}`;
  return `${sectionsOf(cases).join(', ')}${limit}`;
}

/** A page that named the cases would change with every one: what they have in common lasts longer. */
function sectionsOf(cases: readonly string[]): string[] {
  const sections = new Set(cases.map((id) => id.slice(0, id.lastIndexOf('/'))));
  return [...sections].sort().map((section) => `\`${section}\``);
}
