import type { Result, Run } from '../run.js';

/** Where a single case's report goes, so that it does not take the place of the run's own. */
export const AGAIN_FOLDER = 'reports/again';

/**
 * The command that runs one case again as it was run: against the same target, with the same seed and family, and with
 * what else the run's command said but the choice of cases. Ready for a POSIX shell, whatever stands in the words.
 */
export function runAgain({ command, seed }: Pick<Run, 'command' | 'seed'>, { id, family }: Result): string {
  const words = [
    ...kept(command.slice(command.indexOf('run') + 1)),
    ...['--family', String(family), '--seed', String(seed), '--out', AGAIN_FOLDER],
  ];
  return ['tcpspec', 'run', id, ...words].map(shellWord).join(' ');
}

/** A word for a POSIX shell that stands for this text and nothing else. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// Options that say how and against what, with whether a value follows. Others chose the cases, or are given anew.
const KEPT: Readonly<Record<string, boolean>> = {
  '--target': true,
  '--address': true,
  '--iface': true,
  '--lab': true,
  '--agent': true,
  '--token-file': true,
  '--link': true,
  '--concurrency': true,
  '--baseline': true,
  '--fault': true,
  '--offloads-off': false,
  '--allow-public': false,
};

function kept(words: readonly string[]): string[] {
  const left: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const [name = '', value] = (words[at] ?? '').split(/=(.*)/s);
    const takesValue = KEPT[name];
    if (takesValue === undefined) continue;
    left.push(name);
    if (!takesValue) continue;
    left.push(value ?? words[++at] ?? '');
  }
  return left;
}
