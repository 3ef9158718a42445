import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.js';
import { explore, shortened } from './explore.js';
import type { FuzzTarget } from './target.js';
import { INPUT_AT, type WatchedData } from './watched.js';

const { target: name, targets: place, options, shared } = workerData as WatchedData;
const counters = new Int32Array(shared, 0, 2);
const room = new Uint8Array(shared, INPUT_AT);

const coverage = options.blind === true ? undefined : new Coverage();
const { TARGETS } = (await import(place)) as { readonly TARGETS: readonly FuzzTarget[] };
const target = TARGETS.find((each) => each.name === name);
if (target === undefined) throw new Error(`there is no target ${name}`);
const onInput = (input: Uint8Array) => {
  room.set(input.subarray(0, room.length));
  Atomics.store(counters, 1, Math.min(input.length, room.length));
  Atomics.add(counters, 0, 1);
};
const untilMs = performance.now() + (options.forMs ?? Number.POSITIVE_INFINITY);
const explored = await explore(target, { ...options, untilMs, onInput, ...(coverage && { coverage }) });
const findings = [];
for (const finding of explored.findings) findings.push(await shortened(target, finding));
parentPort?.postMessage({ ...explored, findings });
