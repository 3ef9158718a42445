import { randomInt } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from './exit.js';
import { type RunOptions, type TargetSettings, targetSettings } from './settings.js';
import { readTargetFile, type TargetFile } from './target-file.js';

/** A target as it was named: where it comes from, for messages, and what stands there. */
interface Named {
  readonly from: string;
  readonly file: TargetFile;
}

/** The flags that speak of one target, and what to do where there are several. */
const OF_ONE = {
  address: '--address (or TCPSPEC_ADDRESS)',
  iface: '--iface (or TCPSPEC_IFACE)',
  agent: '--agent (or TCPSPEC_AGENT)',
} as const;

/**
 * The settings of all targets of a run, at least one: those of the lab, or those that --target names. Throws usage
 * errors, also where two targets would be in each other's way.
 */
export function allSettings(options: RunOptions, lab: readonly TargetFile[] | undefined): readonly TargetSettings[] {
  const named = lab ? lab.map((file) => ({ from: file.name ?? 'the lab', file })) : filesOf(options.target ?? []);
  if (named.length <= 1) return [targetSettings(options, named[0]?.file ?? {})];
  const flag = (['address', 'iface', 'agent'] as const).find((name) => options[name] !== undefined);
  if (flag)
    throw usageError(
      `${OF_ONE[flag]} is for one target, and there are ${named.length}: put it into each target's file`,
    );
  const { out, ...rest } = options;
  const seed = options.seed ?? randomInt(2 ** 32); // for those whose file names none
  const all = named.map(({ file, from }) => {
    const settings = { ...targetSettings(rest, { seed, ...file }) };
    return { from, settings: out === undefined ? settings : { ...settings, out: join(out, settings.name) } };
  });
  refuseTwice(all, 'are both called', ({ name }) => name, 'give them different names');
  refuseTwice(all, 'would both report into', ({ out }) => resolve(out), 'give each a folder of its own (out)');
  for (const family of [4, 6] as const) {
    const at = (address: string | undefined, { iface }: TargetSettings) => address && `${address} on ${iface}`;
    refuseTwice(all, 'are both', (settings) => at(settings.address[family], settings), 'name each target once');
    refuseTwice(
      all,
      'would both speak from',
      (settings) => (settings.link === 'raw' ? undefined : at(settings.phantom[family], settings)),
      `give each a phantom${family} of its own, or none`,
    );
  }
  return all.map(({ settings }) => settings);
}

/** Reads target files; a folder stands for the .yaml files in it. */
function filesOf(paths: readonly string[]): Named[] {
  const files = paths.flatMap((path) => (isFolder(path) ? yamlFilesIn(path) : [path]));
  const seen = new Map<string, string>();
  return files.map((path) => {
    const file = readTargetFile(path);
    const real = realpathSync(path);
    const before = seen.get(real);
    if (before !== undefined)
      throw usageError(
        before === path ? `--target ${path} is given twice` : `--target ${before} and ${path} are the same file`,
      );
    seen.set(real, path);
    return { from: path, file };
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function yamlFilesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) throw usageError(`--target ${folder} is a folder without .yaml files`);
  return names.sort(new Intl.Collator('en', { numeric: true }).compare).map((name) => join(folder, name));
}

function refuseTwice(
  all: readonly { readonly from: string; readonly settings: TargetSettings }[],
  what: string,
  wordFor: (settings: TargetSettings) => string | undefined,
  remedy: string,
): void {
  const seen = new Map<string, string>();
  for (const { from, settings } of all) {
    const value = wordFor(settings);
    if (value === undefined) continue;
    const before = seen.get(value);
    if (before !== undefined) throw usageError(`the targets ${before} and ${from} ${what} ${value}: ${remedy}`);
    seen.set(value, from);
  }
}
