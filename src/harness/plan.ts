import Mocha from 'mocha';
import type { Case } from './case.js';
import { collectInto } from './declare.js';
import type { CaseResult, Instance } from './execute.js';
import { type Selection, selects } from './selection.js';
import { inShard, type Shard } from './shard.js';

/** Tells nothing: the run has a progress display of its own. */
class Quiet extends Mocha.reporters.Base {}

/** What is to be run: every declared case, the selected instances in the order of the suites, and the mocha that tells of them. */
export interface Plan {
  readonly cases: readonly Case[];
  readonly instances: readonly Instance[];
  /** How many instances were selected, those of other shards among them. */
  readonly selected: number;
  readonly mocha: Mocha;
  /** Where mocha's tests take their outcomes from; set once the scheduler has started. */
  outcomes: ReadonlyMap<Instance, Promise<CaseResult | undefined>>;
}

/** How often and in which families the selected cases are run. */
export interface PlanSettings {
  readonly selection: Selection;
  readonly families: readonly (4 | 6)[];
  readonly repeat: number;
  /** The part of the selected cases that this run is about; unset: all. */
  readonly shard?: Shard | undefined;
  /** A mocha reporter by name; unset: none, the caller tells of the progress itself. */
  readonly reporter?: string | undefined;
}

/** Loads the suites and selects. Throws on an id that is declared twice. Suites can be loaded once in a process. */
export async function planCases(files: readonly string[], settings: PlanSettings): Promise<Plan> {
  const cases = new Map<string, Case>();
  const tests = new Map<Instance, Mocha.Test>();
  const mocha = new Mocha({ ui: 'bdd', timeout: 0, reporter: settings.reporter ?? Quiet });
  const plan: Plan = { cases: [], instances: [], selected: 0, mocha, outcomes: new Map() };
  const declared = (c: Case) => {
    if (cases.has(c.id)) throw new Error(`two cases have the id '${c.id}'`);
    cases.set(c.id, c);
    for (const instance of instancesOf(c, settings)) {
      const test = it(titleOf(instance), async function () {
        await tell(this, plan.outcomes.get(instance));
      });
      tests.set(instance, test);
    }
  };
  const stop = collectInto({ declared });
  try {
    for (const file of files) mocha.addFile(file);
    await mocha.loadFilesAsync();
  } finally {
    stop();
  }
  const selected = [...tests.keys()];
  const instances = settings.shard ? inShard(selected, settings.shard) : selected;
  const mine = new Set(instances);
  for (const [instance, test] of tests) if (!mine.has(instance)) leaveOut(test);
  return Object.assign(plan, { cases: [...cases.values()], instances, selected: selected.length });
}

/** Mocha tells of the tests that its suites have. */
function leaveOut(test: Mocha.Test): void {
  if (test.parent) test.parent.tests = test.parent.tests.filter((each) => each !== test);
}

function instancesOf(c: Case, { selection, families, repeat }: PlanSettings): Instance[] {
  const selected = families.filter((family) => selects(selection, c, family));
  return selected.flatMap((family) => Array.from({ length: repeat }, (_, n) => ({ case: c, family, repeat: n + 1 })));
}

function titleOf({ case: { title }, family, repeat }: Instance): string {
  return `${title} [IPv${family}${repeat > 1 ? `, run ${repeat}` : ''}]`;
}

/** Mocha's view of an outcome: what was not judged is pending, what was broken has failed. */
async function tell(context: Mocha.Context, outcome: Promise<CaseResult | undefined> | undefined): Promise<void> {
  const result = await outcome;
  if (!result || result.verdict === 'UNSUPPORTED' || result.verdict === 'INCONCLUSIVE') return context.skip();
  if (result.verdict === 'PASS' || result.verdict === 'INFO') return;
  const { verdict, message = '', expected, actual } = result;
  throw Object.assign(new Error(`${verdict}: ${message}`), { expected, actual, showDiff: false, stack: '' });
}
