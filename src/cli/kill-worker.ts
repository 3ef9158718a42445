import { setMaxListeners } from 'node:events';
import type { Instance } from '../harness/execute.js';
import { planCases } from '../harness/plan.js';
import { FAULTS } from '../model/faults.js';
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

const alone = plan.instances.filter(
  ({ family, case: { families } }) => family === 4 || families?.includes(4) === false,
);
const rulesOf = await consultedRules(alone);

process.on('message', (task: KillTask) => void answer(task));
process.send?.('ready');

/**
 * The rules that the model looks at in each instance, run against a model of its own. The model does the same again for
 * the same segments and calls: an instance that never gets to a rule runs as before when that rule is broken.
 */
async function consultedRules(instances: readonly Instance[]): Promise<ReadonlyMap<Instance, ReadonlySet<string>>> {
  const consulted = new Map<Instance, Set<string>>();
  for (const instance of instances) {
    const names = new Set<string>();
    await runAgainstModel({ instances: [instance], seed: SEED, onRule: (name) => names.add(name) });
    consulted.set(instance, names);
  }
  return consulted;
}

/** Those that could notice a fault. Passive ones look at what the others do. */
function touchedBy(fault: string): Instance[] {
  const broken = Object.keys(FAULTS.find(({ name }) => name === fault)?.patch ?? {});
  return alone.filter(
    (instance) => instance.case.rule !== undefined || broken.some((rule) => rulesOf.get(instance)?.has(rule)),
  );
}

async function answer({ fault, families }: KillTask): Promise<void> {
  const instances = families === 'both' ? plan.instances : fault === undefined ? alone : touchedBy(fault);
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
