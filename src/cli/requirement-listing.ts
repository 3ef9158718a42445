import type { RequirementCoverage } from '../harness/requirements.js';

/** The ledger for a terminal: a line a requirement, and a second one where there is a reason to tell. */
export function requirementListing(rows: readonly RequirementCoverage[]): string {
  return `${rows.flatMap(lines).join('\n')}\n${summary(rows)}\n`;
}

/** How many there are of each status, in words. */
export function summary(rows: readonly RequirementCoverage[]): string {
  const count = (status: RequirementCoverage['status']) => rows.filter((row) => row.status === status).length;
  const parts = (['tested', 'untestable', 'out-of-scope'] as const).map((status) => `${count(status)} ${status}`);
  return `${rows.length} requirements: ${parts.join(', ')}`;
}

/** 'no case', '1 case', '12 cases'. */
export function caseCount({ cases }: Pick<RequirementCoverage, 'cases'>): string {
  return `${cases.length === 0 ? 'no' : cases.length} case${cases.length === 1 ? '' : 's'}`;
}

const INDENT = ' '.repeat(9);

function lines(row: RequirementCoverage): string[] {
  const { id, level, section, status, about, reason } = row;
  const columns = [
    id.padEnd(8),
    level.padEnd(6),
    section.padEnd(9),
    status.padEnd(12),
    caseCount(row).padEnd(9),
    about,
  ];
  return [columns.join(' '), ...(reason === undefined ? [] : [`${INDENT}${reason}`])];
}
