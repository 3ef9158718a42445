import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus, writeFinding } from './corpus.js';
import { type Finding, findingsOf } from './explore.js';
import { TARGETS, targetNamed } from './targets/all.js';
import { watched } from './watched.js';

const USAGE = 'npm run fuzz -- [TARGET...] [--seconds N] [--iterations N] [--seed N] [--file INPUT]';

/** Fuzzes the targets named, or all: inputs that reach something new go to the corpus, those that break something are told. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '10' },
      iterations: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
      seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
      file: { type: 'string' },
    },
  });
  const numbers = {
    seed: Number(values.seed),
    iterations: Number(values.iterations),
    forMs: 1000 * Number(values.seconds),
  };
  const unknown = positionals.filter((name) => targetNamed(name) === undefined);
  if (unknown.length > 0 || Object.values(numbers).some((value) => !(value >= 0))) {
    console.error(`${USAGE}\ntargets: ${TARGETS.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const names = positionals.length > 0 ? positionals : TARGETS.map(({ name }) => name);
  if (values.file !== undefined) return reproduce(names, values.file);
  let found = 0;
  for (const name of names) found += await fuzz(name, numbers);
  return found > 0 ? 1 : 0;
}

async function fuzz(name: string, options: { seed: number; iterations: number; forMs: number }): Promise<number> {
  const corpus = readCorpus(name);
  const { iterations, covered, kept, findings } = await watched(name, { ...options, corpus });
  // Once more over what was kept, the shortest first: what a shorter one covers is left out.
  if (findings.length === 0) {
    const { kept: fewest } = await watched(name, { seed: 0, iterations: 0, corpus: kept });
    writeCorpus(name, fewest);
  }
  console.log(
    `${name}: ${iterations} inputs, ${covered} characters of source run, ${kept.length} kept (--seed ${options.seed})`,
  );
  for (const finding of findings) tell(name, finding);
  return findings.length;
}

function tell(name: string, { input, message }: Finding): void {
  const path = relative(process.cwd(), writeFinding(name, input));
  console.log(`  ${message}\n  again: npm run fuzz -- ${name} --file ${path}`);
}

async function reproduce(names: readonly string[], file: string): Promise<number> {
  const input = new Uint8Array(readFileSync(file));
  let found = 0;
  for (const name of names) {
    const target = targetNamed(name);
    const findings = target ? await findingsOf(target, input) : [];
    for (const { message } of findings) console.log(`${name}: ${message}`);
    found += findings.length;
  }
  if (found === 0) console.log('nothing is broken by it');
  return found > 0 ? 1 : 0;
}

process.exitCode = await main();
