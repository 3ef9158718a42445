import { setMaxListeners } from 'node:events';
import type { Instance } from '../harness/execute.js';
import { planCases } from '../harness/plan.js';
import { runAgainstModel } from './model-run.js';
import { suiteFiles } from './suites.js';

/** What a worker is asked: run everything against the model with one fault, or with none. */
export interface KillTask {
  readonly fault: string | undefined;
  /** `both` families, or each case over one: IPv4 where it can be. */
  readonly families: 'both' | 'one';
}

/** What it answers: the verdicts other than PASS, INFO and UNSUPPORTED. */
export interface KillAnswer {
  readonly fault: string | undefined;
  readonly cases: number;
  readonly found: readonly {
    readonly id: string;
    readonly family: 4 | 6;
    readonly verdict: string;
    readonly message: string;
  }[];
}

const SEED = 1;
const QUIET: ReadonlySet<string> = new Set(['PASS', 'INFO', 'UNSUPPORTED']);

setMaxListeners(0);
const plan = await planCases(suiteFiles(), { selection: {}, families: [4, 6], repeat: 1 });

process.on('message', (task: KillTask) => void answer(task));
process.send?.('ready');

async function answer({ fault, families }: KillTask): Promise<void> {
  const alone = (instance: Instance) => instance.family === 4 || instance.case.families?.includes(4) === false;
  const instances = families === 'both' ? plan.instances : plan.instances.filter(alone);
  const results = await runAgainstModel({ instances, seed: SEED, faults: fault === undefined ? [] : [fault] });
  const found = results
    .filter(({ verdict }) => !QUIET.has(verdict))
    .map(({ instance, verdict, message = '' }) => ({
      id: instance.case.id,
      family: instance.family,
      verdict,
      message: message.split('\n')[0] ?? '',
    }));
  process.send?.({ fault, cases: results.length, found } satisfies KillAnswer);
}
