import { random } from '../src/harness/random.js';
import type { Coverage } from './coverage.js';
import { mutate } from './mutate.js';
import type { FuzzTarget } from './target.js';

/** An input that broke an invariant, and how. */
export interface Finding {
  readonly input: Uint8Array;
  readonly message: string;
}

/** What came of an exploration. `kept` are the inputs that each reached something new, the given ones among them. */
export interface Explored {
  readonly iterations: number;
  readonly kept: readonly Uint8Array[];
  readonly findings: readonly Finding[];
  /** Characters of source that were run. */
  readonly covered: number;
}

/** How long, from what, and whether what is reached decides what is tried next. */
export interface ExploreOptions {
  readonly seed: number;
  /** Most inputs that are tried. */
  readonly iterations: number;
  /** When to stop before that, on performance.now's clock. */
  readonly untilMs?: number;
  readonly corpus?: readonly Uint8Array[];
  /** Begun before the target was loaded. Without it the inputs are blind mutations of the given ones. */
  readonly coverage?: Coverage;
  /** Told each input before it is run: if it never ends, this is the one. */
  readonly onInput?: (input: Uint8Array) => void;
}

/** Reading the coverage costs as much as many inputs, so it is read once for so many, and again one by one if there was news. */
const BATCH = 64;
const MOST_FINDINGS = 20;

/** Tries inputs on a target, those that reach new code being the ones to go on from. The same seed tries the same. */
export async function explore(target: FuzzTarget, options: ExploreOptions): Promise<Explored> {
  const { seed, iterations, untilMs = Number.POSITIVE_INFINITY, corpus = [], coverage } = options;
  const findings = new Map<string, Finding>();
  const tried = (input: Uint8Array) => attempt(target, input, findings, options.onInput);
  const { sources } = target;
  const begin = [new Uint8Array(0), ...target.seeds, ...corpus].sort((a, b) => a.length - b.length);
  const pool: Uint8Array[] = coverage ? [] : begin;
  const material = { ...target, random: random(seed, target.name), pool };
  let done = 0;
  const keepNew = async (inputs: readonly Uint8Array[], by: Coverage) => {
    for (const input of inputs) {
      await tried(input);
      if (by.gained({ sources, keep: true }) > 0) pool.push(input.slice());
    }
  };
  if (coverage) await keepNew(begin, coverage);
  while (done < iterations && findings.size < MOST_FINDINGS && performance.now() < untilMs) {
    const batch = Array.from({ length: Math.min(BATCH, iterations - done) }, () => mutate(material));
    for (const input of batch) await tried(input);
    done += batch.length;
    if (coverage && coverage.gained({ sources, keep: false }) > 0) await keepNew(batch, coverage);
  }
  return { iterations: done, kept: pool, findings: [...findings.values()], covered: coverage?.total ?? 0 };
}

/** The shortest input that can be had by leaving octets out and still breaks the same. */
export async function shortened(target: FuzzTarget, { input, message }: Finding): Promise<Finding> {
  let best = input;
  for (let part = best.length >> 1; part > 0; part >>= 1) {
    for (let at = 0; at < best.length; ) {
      const shorter = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + part)]);
      const [found] = await findingsOf(target, shorter);
      if (found !== undefined && kindOf(found.message) === kindOf(message)) best = shorter;
      else at += part;
    }
  }
  return { input: best, message };
}

/** What one input breaks. */
export async function findingsOf(target: FuzzTarget, input: Uint8Array): Promise<readonly Finding[]> {
  const findings = new Map<string, Finding>();
  await attempt(target, input, findings);
  return [...findings.values()];
}

function attempt(
  target: FuzzTarget,
  input: Uint8Array,
  findings: Map<string, Finding>,
  onInput?: (input: Uint8Array) => void,
): void | Promise<void> {
  const failed = (error: unknown) => {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (!findings.has(kindOf(message))) findings.set(kindOf(message), { input: input.slice(), message });
  };
  onInput?.(input);
  try {
    return target.run(input)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Findings that differ in numbers and quoted text alone are one. */
function kindOf(message: string): string {
  return message
    .replace(/['"`].*['"`]/gs, '')
    .replace(/[0-9a-f]{8,}|\d+/g, 'N')
    .slice(0, 120);
}
