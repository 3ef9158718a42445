import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Explored, ExploreOptions, Finding } from './explore.js';

/** What the thread is told. The first number of `shared` counts inputs, the second is the length of the present one, which follows. */
export interface WatchedData {
  readonly target: string;
  /** The module whose TARGETS has it. */
  readonly targets: string;
  readonly options: WatchedOptions;
  readonly shared: SharedArrayBuffer;
}

/** `forMs`: when to stop before the iterations are done; `blind`: what is reached does not decide what is tried next. */
export type WatchedOptions = Pick<ExploreOptions, 'seed' | 'iterations' | 'corpus'> & {
  readonly forMs?: number;
  readonly blind?: boolean;
  /** How long one input may take. */
  readonly patienceMs?: number;
};

/** Octets before the input in the memory that both threads see. */
export const INPUT_AT = 8;

const OURS = new URL('./targets/all.js', import.meta.url).href;
const MOST_OCTETS = 64 * 1024;
/** Inputs are small: nothing that takes so long comes to an end soon. */
const PATIENCE_MS = 15_000;
const LOOKS = 4;

/**
 * Explores a target in a thread of its own: there coverage begins before the target is loaded, an input on which it never
 * ends is a finding too, and so is one whose error comes up where nobody awaits it.
 */
export function watched(target: string, options: WatchedOptions, targets = OURS): Promise<Explored> {
  const { patienceMs = PATIENCE_MS } = options;
  const shared = new SharedArrayBuffer(INPUT_AT + MOST_OCTETS);
  const worker = new Worker(fileURLToPath(new URL('./worker.js', import.meta.url)), {
    workerData: { target, targets, options, shared } satisfies WatchedData,
  });
  return new Promise((resolve) => {
    const ended = (message: string) => {
      clearInterval(watch);
      void worker.terminate();
      resolve({ iterations: counter(shared), kept: [], findings: [present(shared, message)], covered: 0 });
    };
    const watch = lookAt(shared, patienceMs, () => ended(`it did not come to an end within ${patienceMs / 1000} s`));
    worker.once('error', (error: Error) => ended(`nobody awaits this: ${error.name}: ${error.message}`));
    worker.once('message', (explored: Explored) => {
      clearInterval(watch);
      worker.once('exit', () => resolve(explored));
    });
  });
}

function lookAt(shared: SharedArrayBuffer, patienceMs: number, stuck: () => void): NodeJS.Timeout {
  let [before, looks] = [counter(shared), 0];
  return setInterval(() => {
    const now = counter(shared);
    looks = now === before ? looks + 1 : 0;
    before = now;
    if (looks >= LOOKS) stuck();
  }, patienceMs / LOOKS);
}

function counter(shared: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(shared, 0, 2), 0);
}

function present(shared: SharedArrayBuffer, message: string): Finding {
  const length = Atomics.load(new Int32Array(shared, 0, 2), 1);
  return { input: new Uint8Array(shared, INPUT_AT, length).slice(), message };
}
