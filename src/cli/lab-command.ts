import { accessSync, constants, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CommandFailed, run } from '../lab/command.js';
import { downLab, downLeftovers } from '../lab/down.js';
import { kindOf } from '../lab/lab.js';
import { type LabState, listLabs } from '../lab/names.js';
import { commandOf } from '../lab/processes.js';
import { FAULTS } from '../model/faults.js';
import { makeFolder } from '../report/make-folder.js';
import { CommandError, EXIT, unusable, usageError } from './exit.js';
import { explained } from './explained.js';
import { faultListing } from './fault-listing.js';
import { labEntry } from './lab-entries.js';
import { handleOf } from './lab-handle.js';
import { labListing } from './lab-listing.js';
import { labSettings } from './lab-settings.js';
import { makeLab, prepareLab, say } from './make-lab.js';
import { onStop } from './stops.js';

/** `tcpspec lab list`: the labs that can be made here, and those that there are; or the model's faults. Resolves to the exit code. */
export async function labList({ faults = false }: { faults?: boolean } = {}): Promise<number> {
  if (faults) {
    process.stdout.write(faultListing(FAULTS));
    return EXIT.OK;
  }
  process.stdout.write(await labListing());
  if ((await missingFor(['ip'])).length > 0) return EXIT.OK;
  const labs = await listLabs();
  for (const lab of labs) process.stdout.write(`${lab.name}  ${stateText(lab)}\n`);
  return EXIT.OK;
}

/**
 * `tcpspec lab up NAME`: makes a lab that stays. Its target file goes to standard output, or into the folder `out`, where
 * there is one for each target. Resolves to the exit code.
 */
export async function labUp(
  name: string,
  { targets = 1, out, setting = [] }: { targets?: number; out?: string; setting?: readonly string[] },
): Promise<number> {
  if (name === 'model')
    throw usageError('the model lives in the process that runs against it: `tcpspec run --lab model`');
  if (name !== 'netns') labEntry(name);
  if (targets > 1 && name !== 'netns') throw usageError('--targets goes with the lab netns');
  if (targets > 1 && out === undefined)
    throw usageError(`each of ${targets} targets has a file of its own: name a folder for them with --out DIR`);
  if (process.geteuid?.() !== 0) throw unusable('a lab that stays needs root; `tcpspec run --lab netns` does without');
  if (out !== undefined) prepareTargetFolder(out);
  const up = await made(makeLab({ name, kept: true, targets, settings: labSettings(setting), say }));
  const { lab } = up;
  const files = handleOf(up).targets;
  if (out === undefined) process.stdout.write(stringify(files[0]));
  else for (const file of files) writeFileSync(join(out, `${file.name}.yaml`), stringify(file));
  const [kept, target] = out === undefined ? ['Keep what was printed as FILE, and run', 'FILE'] : ['Run', out];
  process.stderr.write(
    `${lab.name} is up. ${kept}\n  ip netns exec ${lab.tester.namespace} tcpspec run --target ${target}\nIt stays until \`tcpspec lab down ${lab.name}\`.\n`,
  );
  return EXIT.OK;
}

/** A folder of target files stands for all that are in it, so there may be no others. */
function prepareTargetFolder(out: string): void {
  try {
    makeFolder(out);
    accessSync(out, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw usageError(`the target files cannot be put into ${out}: ${(error as Error).message}`);
  }
  const other = readdirSync(out).find((file) => /\.ya?ml$/.test(file));
  if (other) throw usageError(`${out} holds ${other} already: name an empty folder for the target files`);
}

/** `tcpspec lab prepare NAME...`: makes images that are not there yet, or too old. Resolves to the exit code. */
export async function labPrepare(names: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const ignoreStops = onStop(() => stop.abort());
  try {
    for (const name of names) await made(prepareLab(name, say, stop.signal));
    return EXIT.OK;
  } catch (error) {
    if (stop.signal.aborted) throw new CommandError(EXIT.INTERRUPTED, 'interrupted; what was half made is gone');
    throw error;
  } finally {
    ignoreStops();
  }
}

/** `tcpspec lab down [NAME]`: takes one lab away, or all that are kept or left over. Resolves to the exit code. */
export async function labDown(name: string | undefined): Promise<number> {
  const removed = await made(name === undefined ? downLeftovers() : downOne(name));
  process.stdout.write(
    removed.length === 0 ? 'nothing is left over\n' : removed.map((each) => `removed ${each}\n`).join(''),
  );
  return EXIT.OK;
}

async function downOne(name: string): Promise<string[]> {
  const labs = await listLabs();
  const ofKind = labs.filter((each) => kindOf(each.name) === name && each.state === 'kept');
  if (ofKind.length > 0) return (await Promise.all(ofKind.map((each) => downLab(each.name)))).flat();
  const lab = labs.find((each) => each.name === name);
  if (!lab) throw usageError(`there is no lab '${name}': \`tcpspec lab list\` shows what there is`);
  if (lab.state === 'in use') throw unusable(`${name} is ${stateText(lab)}: end that first`);
  return downLab(name);
}

function stateText({ name, state, users }: LabState): string {
  if (state === 'left over') return 'left over by a run that crashed: `tcpspec lab down` removes it';
  if (state === 'kept') return kindOf(name) === undefined ? 'kept' : `kept (${kindOf(name)})`;
  return `in use by ${users.map((pid) => `process ${pid} (${commandOf(pid)})`).join(', ')}`;
}

function made<T>(work: Promise<T>): Promise<T> {
  return work.catch((error) => {
    throw explained(error);
  });
}

/** Those of the commands that are not installed. */
export async function missingFor(commands: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    commands.map((command) =>
      run([command, '--help']).then(
        () => true,
        (error) => !(error instanceof CommandFailed && error.missing),
      ),
    ),
  );
  return commands.filter((_, n) => !found[n]);
}
