import type { Instance } from '../harness/execute.js';
import { type Plan, planCases } from '../harness/plan.js';
import { matches } from '../harness/selection.js';
import { downLab } from '../lab/down.js';
import { allSettings } from './all-settings.js';
import { listedFor } from './baseline-update.js';
import { listing } from './case-listing.js';
import { earlierRuns } from './earlier-runs.js';
import { CommandError, EXIT, interruptedEarly, nothingSelected, usageError } from './exit.js';
import { explained } from './explained.js';
import { labEntry } from './lab-entries.js';
import { type LabHandle, ownHandle, standIn } from './lab-handle.js';
import { labSettings } from './lab-settings.js';
import { lastFailures } from './last-failures.js';
import { type LabOrder, say } from './make-lab.js';
import { checkFaults, MODEL_HANDLE, openModel } from './open-model.js';
import { targetOpener } from './open-target.js';
import { performRun } from './perform-run.js';
import { prepareFolder } from './report-folder.js';
import type { RunOptions, TargetSettings } from './settings.js';
import { onStop } from './stops.js';
import { suiteFiles } from './suites.js';
import { runInLab, runInUserNamespace } from './supervise.js';
import type { TargetFile } from './target-file.js';
import type { Assignment } from './target-run.js';

/** `tcpspec run`: resolves to the exit code. `args` are the command's own words, for running it again inside a lab. */
export async function runCommand(
  patterns: readonly string[],
  options: RunOptions,
  args: readonly string[],
): Promise<number> {
  const stopListening = onStop(endAtOnce);
  try {
    const ready = await prepared(patterns, options);
    stopListening();
    return ready === undefined ? EXIT.OK : await perform(ready, options, args);
  } catch (error) {
    throw explained(error);
  } finally {
    stopListening();
  }
}

/** Nothing is there yet that would have to go. */
function endAtOnce(): never {
  const { message, exitCode } = interruptedEarly();
  process.stderr.write(`tcpspec: ${message}\n`);
  process.exit(exitCode);
}

/** What is to be run and against what; undefined if it was only to be listed. */
async function prepared(patterns: readonly string[], options: RunOptions) {
  const handle = ownHandle();
  const inLab = options.lab !== undefined;
  const foreign = (['target', 'address', 'iface', 'agent', 'tokenFile'] as const).find((name) => options[name]);
  if (options.fault && options.lab !== 'model') throw usageError('--fault goes with --lab model');
  if (options.targets !== undefined && options.lab !== 'netns') throw usageError('--targets goes with --lab netns');
  if (options.setting !== undefined && (!inLab || options.lab === 'model'))
    throw usageError('--setting goes with --lab, and not with the model, whose settings are its own');
  labSettings(options.setting ?? []);
  if (inLab && options.lab !== 'netns' && options.lab !== 'model') labEntry(options.lab ?? '');
  checkFaults(options.fault ?? []);
  if (options.services === true && !inLab)
    throw usageError(
      '--services without a list means those of a lab: name the ports, as in --services echo=7,discard=9',
    );
  if (inLab && foreign) throw usageError(`--lab makes its own target: leave ${FLAGS[foreign]} out, or leave --lab out`);
  const targetless = options.list && !inLab && !options.target && !options.address;
  const all = targetless ? [] : allSettings(options, inLab ? labTargets(options, handle) : undefined);
  if (options.reporter && all.length > 1)
    throw usageError('--reporter tells of one target: leave it out, or run one target at a time');
  const { plan, instancesOf } = await select(patterns, options, all);
  if (options.list) {
    process.stdout.write(listing(plan.instances.map((instance) => instance.case)));
    return undefined;
  }
  const listed = listedFor(options, all);
  const earlier = await earlierRuns(options.against, all);
  const assignments = all.map((settings): Assignment => {
    prepareFolder(settings.out);
    return {
      settings,
      instances: instancesOf(settings),
      ...listed(settings),
      earlier: earlier.get(settings.out),
      shard: options.shard,
    };
  });
  return { plan, assignments, handle };
}

const FLAGS = {
  target: '--target',
  address: '--address',
  iface: '--iface',
  agent: '--agent',
  tokenFile: '--token-file',
} as const;

type Prepared = NonNullable<Awaited<ReturnType<typeof prepared>>>;

async function perform(
  { plan, assignments, handle }: Prepared,
  options: RunOptions,
  args: readonly string[],
): Promise<number> {
  const facts = { command: ['tcpspec', ...args], notes: notesOf(handle) };
  if (options.lab === 'model') return performRun(plan, assignments, facts, openModel);
  if (options.lab !== undefined && handle === undefined)
    return process.geteuid?.() === 0 ? runInLab(args, orderOf(options.lab, options)) : runInUserNamespace(args);
  try {
    return await performRun(plan, assignments, facts, targetOpener(assignments.map(({ settings }) => settings)));
  } finally {
    if (handle && !process.connected) await downLab(handle.name); // whoever made the lab is gone
  }
}

function orderOf(name: string, { targets = 1, setting, services }: RunOptions): LabOrder {
  return { name, targets, small: services === true, settings: labSettings(setting ?? []), say };
}

/** Before there is a lab its settings are checked against stand-ins. */
function labTargets(options: RunOptions, handle: LabHandle | undefined): readonly TargetFile[] {
  if (options.lab === 'model') return MODEL_HANDLE.targets;
  const { lab = '', targets = 1 } = options;
  const services = lab === 'netns' ? undefined : labEntry(lab).services;
  return (handle ?? standIn(lab, targets, services)).targets;
}

/** Selects the cases over all families, and says which of them are for a target. */
async function select(patterns: readonly string[], options: RunOptions, all: readonly TargetSettings[]) {
  const only = new Map<string, ReadonlySet<string>>();
  if (options.lastFailed)
    for (const { out } of all) only.set(out, await lastFailures(out).catch((error) => noneOf(error, all)));
  const [single] = all.length === 1 ? [...only.values()] : [];
  const { skip, level: levels, state, grep, repeat = 1, reporter, shard } = options;
  const selection = {
    patterns,
    ...(skip ? { skip } : {}),
    ...(levels ? { levels } : {}),
    state,
    grep,
    only: single,
    calls: callsOf(all),
  };
  const families = ([4, 6] as const).filter(
    (family) => all.length === 0 || all.some((each) => each.families.includes(family)),
  );
  const plan = await planCases(suiteFiles(), { selection, families, repeat, reporter, shard });
  const isFor = ({ families, out, agent }: TargetSettings, { case: { id, calls }, family }: Instance) =>
    calls !== (agent ? 'by-services' : 'by-user') &&
    families.includes(family) &&
    only.get(out)?.has(`${id} ${family}`) !== false;
  const instancesOf = (settings: TargetSettings) => plan.instances.filter((instance) => isFor(settings, instance));
  const unknown = patterns.filter((pattern) => !isKnown(pattern, plan));
  if (
    unknown.length === 0 &&
    plan.instances.some((each) => all.length === 0 || all.some((settings) => isFor(settings, each)))
  )
    return { plan, instancesOf };
  if (shard && unknown.length === 0 && plan.selected > 0)
    throw nothingSelected(
      `shard ${shard.number}/${shard.of} has no case: divide what is selected into fewer shards (--list shows it)`,
    );
  const what =
    unknown.length > 0 ? `no case matches ${unknown.map((each) => `'${each}'`).join(', ')}` : 'no case is selected';
  throw nothingSelected(`${what}: \`tcpspec list\` shows the ids that there are ('*' and '**' stand for anything)`);
}

/** Cases about another kind of user are not for a target; of several each has its own. */
function callsOf([first, ...more]: readonly TargetSettings[]): 'by-user' | 'by-services' | undefined {
  return first && more.length === 0 ? callsBy(first.agent) : undefined;
}

function callsBy(agent: TargetSettings['agent']): 'by-user' | 'by-services' {
  return agent ? 'by-user' : 'by-services';
}

/** One of several targets, in whose last run nothing failed, has nothing to run. */
function noneOf(error: unknown, { length }: readonly TargetSettings[]): ReadonlySet<string> {
  if (length > 1 && error instanceof CommandError && error.exitCode === EXIT.NOTHING) return new Set();
  throw error;
}

function isKnown(pattern: string, plan: Plan): boolean {
  return plan.cases.some(({ id }) => matches(pattern, id));
}

function notesOf(handle: LabHandle | undefined): string[] {
  return (handle?.unpinned ?? []).map((setting) => `not pinned: ${setting}`);
}
