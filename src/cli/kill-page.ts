import type { Kill, KillMatrix } from './kill-verdicts.js';

const MOST_NAMED = 4;

/** The matrix as a Markdown page. */
export function killPage({ kills, neverFail }: KillMatrix, cases: number): string {
  const lines = [
    '# The kill matrix',
    '',
    'Written by `npm run kill-matrix`. Every case must be able to fail. The suites are run against the model with one',
    'named fault at a time; a fault is killed when a case that cites its rule says FAIL or DEVIATES. Cases that fail besides are',
    'collateral. Each case is run over one family here, IPv4 where it can be, and left out where the model does not so much as look',
    'at the broken rule. Against the faultless model, over both families, nothing fails. Faults marked (allowed) break nothing: the RFCs',
    'leave the choice, so they change what is recorded and not the verdict.',
    '',
    `${kills.length} faults, ${cases} cases.`,
    '',
    '| fault | breaks | what it does | killed by | collateral |',
    '|---|---|---|---|---|',
    ...kills.map(row),
    '',
    '## Cases that no fault makes fail',
    '',
    ...(neverFail.length === 0 ? ['None.'] : reasons(neverFail)),
  ];
  return `${lines.join('\n')}\n`;
}

function row({ fault, killers, collateral }: Kill): string {
  const { name, breaks, summary, alike } = fault;
  const rule = [breaks.section, breaks.requirement].filter((part) => part !== undefined).join(', ');
  const allowed = fault.recordOnly ? ' (allowed)' : '';
  const what = alike ? `${summary} (${alike})` : summary;
  return `| \`${name}\`${allowed} | ${rule} | ${escaped(what)} | ${named(killers)} | ${collateral.length || ''} |`;
}

function named(ids: readonly string[]): string {
  const shown = ids.slice(0, MOST_NAMED).map((id) => `\`${id}\``);
  return ids.length > MOST_NAMED ? `${shown.join(' ')} and ${ids.length - MOST_NAMED} more` : shown.join(' ');
}

function reasons(neverFail: KillMatrix['neverFail']): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason = 'no reason is given' } of neverFail)
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason].flatMap(([reason, ids]) => [`${reason}:`, '', ...ids.map((id) => `- \`${id}\``), '']);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
