import { release } from 'node:os';
import { inCache } from '../lab/cache.js';
import { canTap, GUEST_NEEDS, missingOf, NETNS_NEEDS, type Need } from '../lab/needs.js';
import { FAULTS } from '../model/faults.js';
import { unusable } from './exit.js';
import { type LabEntry, labEntries } from './lab-entries.js';

/** What a user installs the packages of labs with. */
export const INSTALL = 'npm run setup -- --lab';

/** The labs that can be made here, a line each: what it is, and what is missing for it. */
export async function labListing(): Promise<string> {
  const guest = wordsFor(await missingOf(GUEST_NEEDS), await canTap());
  const rows = [
    [
      'netns',
      `this machine's own kernel (${release()}) in two network namespaces`,
      wordsFor(await missingOf(NETNS_NEEDS), true) ?? 'ready',
    ],
    ['model', `a TCP in memory on virtual time, with ${FAULTS.length} faults to switch on`, 'ready'],
    ...(await Promise.all(
      labEntries().map(async (entry) => [entry.name, entry.about, guest ?? (await imageOf(entry))]),
    )),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', about, state]) => `${name.padEnd(width)}  ${about}: ${state}\n`).join('');
}

/** Throws with exit 3 and the command to install what is missing, unless a lab with a machine can be made here. */
export async function assertGuestsCanBe(): Promise<void> {
  const why = wordsFor(await missingOf(GUEST_NEEDS), await canTap());
  if (why !== undefined) throw unusable(`this lab ${why}`);
}

function wordsFor(missing: readonly Need[], tap: boolean): string | undefined {
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(({ from }) => from))].join(' ');
    return `needs ${missing.map(({ what }) => what).join(', ')} (packages ${packages}): \`${INSTALL}\` installs them`;
  }
  return tap
    ? undefined
    : 'needs /dev/net/tun, which is not there or not for you: run as root, and load the module tun';
}

async function imageOf({ name }: LabEntry): Promise<string> {
  const found = await inCache(name);
  if (found === undefined) return 'ready; its image is made when it is first asked for';
  return `ready, with an image of ${found.madeAt.toISOString().slice(0, 10)}`;
}
