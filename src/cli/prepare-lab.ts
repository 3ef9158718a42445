import { labEntry } from './lab-entries.js';
import { assertGuestsCanBe } from './lab-listing.js';
import { cacheUse } from './make-lab.js';

/** Makes what a lab needs of the cache, if it is not there yet. Rejects with LabError. */
export async function prepareLab(name: string, say: (text: string) => void, signal?: AbortSignal): Promise<void> {
  if (name === 'netns' || name === 'model') return;
  await assertGuestsCanBe();
  const { prepareGuest } = await import('../lab/guest.js');
  const entry = labEntry(name);
  await prepareGuest(entry.kernel, cacheUse(name, say), signal);
}
