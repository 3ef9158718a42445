import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { run } from './command.js';
import { explained } from './explained.js';
import { inTurns } from './in-turns.js';
import { removeLabFolder } from './lab.js';
import { labOf, listLabNamespaces, listLabs, ownerOf } from './names.js';
import { endProcessesIn, startOf } from './processes.js';

const AT_ONCE = 8;

/**
 * Takes a lab away, and ends what still runs in it; its links go with its namespaces, and its files too. Resolves to what was removed,
 * nothing if it was gone already. Rejects with LabError.
 */
export async function downLab(name: string): Promise<string[]> {
  const removed = await inTurns(await namespacesOf(name), AT_ONCE, (namespace) => downNamespace(name, namespace));
  await removeLabFolder(name);
  return removed.flat().sort();
}

async function downNamespace(lab: string, namespace: string): Promise<string[]> {
  await endProcessesIn(namespace);
  const remove = () => run(['ip', 'netns', 'delete', namespace]);
  try {
    await remove().catch(remove); // an interrupt can hit a command before it has a session of its own
    return [namespace];
  } catch (error) {
    if ((await namespacesOf(lab)).includes(namespace)) throw explained(error); // else someone else has removed it
    return [];
  }
}

/** Takes away every lab that nobody uses: the kept ones, and those whose process is gone. Resolves to the namespaces' names. */
export async function downLeftovers(): Promise<string[]> {
  const idle = (await listLabs()).filter(({ state }) => state !== 'in use');
  await removeOrphanedFolders();
  return (await Promise.all(idle.map(({ name }) => downLab(name)))).flat();
}

/** Takes away what processes that are gone have left: their labs, and files of labs that are gone already. */
export async function downLeftBehind(): Promise<void> {
  const left = (await listLabs()).filter(({ state }) => state === 'left over');
  await inTurns(left, AT_ONCE, ({ name }) => downLab(name));
  await removeOrphanedFolders();
}

/** Those of labs whose process is gone, and whose namespaces are too. */
async function removeOrphanedFolders(): Promise<void> {
  const there = new Set((await listLabNamespaces()).map(({ lab }) => lab));
  const names = (await readdir(tmpdir())).filter((name) => labOf(`${name}-tester`) && !there.has(name));
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner && startOf(owner.pid) !== owner.start) await removeLabFolder(name);
  }
}

async function namespacesOf(name: string): Promise<string[]> {
  return (await listLabNamespaces()).filter(({ lab }) => lab === name).map(({ namespace }) => namespace);
}
