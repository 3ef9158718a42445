import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the inputs that reached something are kept, a folder for each target; this file runs from dist/fuzz. */
const CORPUS = fileURLToPath(new URL('../../fuzz/corpus/', import.meta.url));

/** Where inputs that broke something are put until that is mended. */
const FINDINGS = fileURLToPath(new URL('../../fuzz/findings/', import.meta.url));

/** The corpus of a target, the same order everywhere. */
export function readCorpus(target: string): readonly Uint8Array[] {
  const folder = join(CORPUS, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

/** The targets that have a corpus. */
export function corpusNames(): string[] {
  return readdirSync(CORPUS).sort();
}

/** What once broke something stays for good, whether it reaches anything new or not. */
const REGRESSION = /^regression-/;

/** Puts these in place of a target's corpus, but for the regressions. */
export function writeCorpus(target: string, inputs: readonly Uint8Array[]): void {
  const folder = join(CORPUS, target);
  mkdirSync(folder, { recursive: true });
  const wanted = new Map(inputs.map((input) => [nameOf(input), input]));
  const present = readdirSync(folder).filter((name) => !REGRESSION.test(name));
  for (const name of present) if (!wanted.has(name)) rmSync(join(folder, name));
  for (const [name, input] of wanted) if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), input);
}

/** Keeps an input that broke something. Returns where. */
export function writeFinding(target: string, input: Uint8Array): string {
  const folder = join(FINDINGS, target);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, nameOf(input));
  writeFileSync(path, input);
  return path;
}

function nameOf(input: Uint8Array): string {
  return createHash('sha256').update(input).digest('hex').slice(0, 12);
}
