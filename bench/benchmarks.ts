import type { Benchmark } from './benchmark.js';
import { burst } from './burst.js';
import { caseRate } from './case-rate.js';
import { frameCost } from './frame-cost.js';
import { injection } from './injection.js';
import { latency } from './latency.js';
import { memory } from './memory.js';
import { scaleCases } from './scale-cases.js';
import { scaleTargets, wholeTargets } from './scale-targets.js';
import { startUp } from './start-up.js';
import { wholeRun } from './whole-run.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** All benchmarks, in the order of the page. Those of --quick end within five minutes together. */
export const BENCHMARKS: readonly Benchmark[] = [
  {
    name: 'latency',
    title: 'SYN to SYN,ACK',
    withinMs: 3 * MINUTE,
    quickWithinMs: 60 * SECOND,
    inside: latency,
  },
  {
    name: 'burst',
    title: 'A burst while the event loop is held up',
    withinMs: 2 * MINUTE,
    quickWithinMs: 40 * SECOND,
    inside: burst,
  },
  {
    name: 'injection',
    title: 'Injection rate',
    withinMs: 2 * MINUTE,
    quickWithinMs: 30 * SECOND,
    inside: injection,
  },
  {
    name: 'frame-cost',
    title: 'Cost of a frame',
    withinMs: 2 * MINUTE,
    quickWithinMs: 30 * SECOND,
    inside: frameCost,
  },
  { name: 'case-rate', title: 'Cases a second', withinMs: 6 * MINUTE, quickWithinMs: 100 * SECOND, outside: caseRate },
  { name: 'whole-run', title: 'A whole run', withinMs: 8 * MINUTE, outside: wholeRun },
  { name: 'memory', title: 'Memory of a run', withinMs: 4 * MINUTE, outside: memory },
  { name: 'start-up', title: 'Start-up', withinMs: 2 * MINUTE, quickWithinMs: 15 * SECOND, outside: startUp },
  { name: 'scale-cases', title: 'Growth with the number of cases', withinMs: 5 * MINUTE, outside: scaleCases },
  { name: 'scale-targets', title: 'Growth with the number of targets', withinMs: 6 * MINUTE, outside: scaleTargets },
  {
    name: 'whole-targets',
    title: 'Whole runs against many targets',
    withinMs: 60 * MINUTE,
    outside: wholeTargets,
  },
];
