import { printable } from './printable.js';
import type { MergedPart, Result, Run } from './run.js';

/** The command that runs one case again as it was run: the same target, family and seed. Fit for a shell. */
export function againCommand(run: Run, result: Result): string {
  const { command, seed } = partOf(run, result);
  // A passive case judges what others exchange: without one of those there is nothing to judge.
  const ids = [result.id, ...(result.judged?.cases.slice(0, 1) ?? [])];
  const family = ['--family', String(result.family)];
  const words = ['tcpspec', 'run', ...aboutTarget(command), ...family, '--seed', String(seed), ...ids];
  return words.map((word) => printable(quoted(word))).join(' ');
}

/** Which of the runs that a merged one was made of has a result; the run itself when it is not merged. */
export function partOf(run: Run, { pcapng }: Pick<Result, 'pcapng'>): Pick<MergedPart, 'command' | 'seed'> {
  const within = ({ from }: MergedPart) => pcapng.file.startsWith(`${from}/`);
  return run.merged?.parts.find(within) ?? run;
}

const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['--target', '--address', '--iface', '--lab', '--agent', '--token-file'],
  ...['--link', '--baseline', '--fault'],
]);
const ALONE: ReadonlySet<string> = new Set(['--offloads-off', '--allow-public']);

/** Of a command line what says against which target it was run, and how that is reached; not what was selected. */
function aboutTarget(command: readonly string[]): string[] {
  return command.flatMap((word, at) => {
    const [option = '', value] = word.split(/=(.*)/s);
    if (ALONE.has(word)) return [word];
    if (!WITH_VALUE.has(option)) return [];
    return value === undefined ? [word, ...command.slice(at + 1, at + 2)] : [word];
  });
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
