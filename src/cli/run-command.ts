import { release } from 'node:os';
import { type Plan, planCases } from '../harness/plan.js';
import { matches } from '../harness/selection.js';
import { downNetns } from '../lab/netns.js';
import { listing } from './case-listing.js';
import { CommandError, EXIT, usageError } from './exit.js';
import { explained } from './explained.js';
import { kernelName, type LabHandle, ownHandle } from './lab-handle.js';
import { lastFailures } from './last-failures.js';
import { checkFaults, MODEL_HANDLE, openModel } from './open-model.js';
import { openTarget } from './open-target.js';
import { performRun } from './perform-run.js';
import { prepareFolder } from './report-folder.js';
import { type RunOptions, targetSettings } from './settings.js';
import { onStop } from './stops.js';
import { suiteFiles } from './suites.js';
import { runInLab, runInUserNamespace } from './supervise.js';

/** `tcpspec run`: resolves to the exit code. `args` are the command's own words, for running it again inside a lab. */
export async function runCommand(
  patterns: readonly string[],
  options: RunOptions,
  args: readonly string[],
): Promise<number> {
  const stopListening = onStop(() => process.exit(EXIT.INTERRUPTED)); // nothing is there yet that would have to go
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

/** What is to be run and against what; undefined if it was only to be listed. */
async function prepared(patterns: readonly string[], options: RunOptions) {
  const handle = ownHandle();
  const inLab = options.lab !== undefined;
  const foreign = (['target', 'address', 'iface', 'agent', 'tokenFile'] as const).find((name) => options[name]);
  if (options.fault && options.lab !== 'model') throw usageError('--fault goes with --lab model');
  checkFaults(options.fault ?? []);
  if (inLab && foreign) throw usageError(`--lab makes its own target: leave ${FLAGS[foreign]} out, or leave --lab out`);
  const settings =
    options.list && !inLab && !options.target && !options.address ? undefined : settingsOf(options, handle);
  const plan = await select(patterns, options, settings?.families ?? [4, 6], settings?.out);
  if (options.list || settings === undefined) {
    process.stdout.write(listing(plan.instances.map((instance) => instance.case)));
    return undefined;
  }
  prepareFolder(settings.out);
  return { plan, settings, handle };
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
  { plan, settings, handle }: Prepared,
  options: RunOptions,
  args: readonly string[],
): Promise<number> {
  const facts = { command: ['tcpspec', ...args], notes: notesOf(handle) };
  if (options.lab === 'model') return performRun(plan, settings, facts, openModel);
  if (options.lab !== undefined && handle === undefined)
    return process.geteuid?.() === 0 ? runInLab(args) : runInUserNamespace(args);
  try {
    return await performRun(plan, settings, facts, openTarget);
  } finally {
    if (handle && !process.connected) await downNetns(handle.name); // whoever made the lab is gone
  }
}

/** Before there is a lab its settings are checked against a stand-in. */
function settingsOf(options: RunOptions, handle: LabHandle | undefined) {
  if (options.lab === undefined) return targetSettings(options, undefined);
  return targetSettings(options, options.lab === 'model' ? MODEL_HANDLE : (handle ?? standIn()));
}

function standIn(): LabHandle {
  const address = { address4: '192.0.2.1', address6: '2001:db8::1' };
  return {
    name: '',
    unpinned: [],
    target: { ...address, name: kernelName(release()), iface: 'lab', agent: { command: ['none'] } },
  };
}

async function select(
  patterns: readonly string[],
  options: RunOptions,
  families: readonly (4 | 6)[],
  out: string | undefined,
): Promise<Plan> {
  const only = options.lastFailed ? await lastFailures(out ?? '') : undefined;
  const { skip, level: levels, state, grep } = options;
  const selection = { patterns, ...(skip ? { skip } : {}), ...(levels ? { levels } : {}), state, grep, only };
  const plan = await planCases(suiteFiles(), {
    selection,
    families,
    repeat: options.repeat ?? 1,
    reporter: options.reporter,
  });
  if (plan.instances.length > 0 && patterns.every((pattern) => isKnown(pattern, plan))) return plan;
  const unknown = patterns.filter((pattern) => !isKnown(pattern, plan));
  const what =
    unknown.length > 0 ? `no case matches ${unknown.map((each) => `'${each}'`).join(', ')}` : 'no case is selected';
  throw new CommandError(
    EXIT.NOTHING,
    `${what}: \`tcpspec list\` shows the ids that there are ('*' and '**' stand for anything)`,
  );
}

function isKnown(pattern: string, plan: Plan): boolean {
  return plan.cases.some(({ id }) => matches(pattern, id));
}

function notesOf(handle: LabHandle | undefined): string[] {
  return (handle?.unpinned ?? []).map((setting) => `not pinned: ${setting}`);
}
