import type { KnownDeviation } from './baseline.js';
import { printable, printableLines } from './printable.js';
import type { Result } from './run.js';

/** What stands in the place of a reason that a person has to give. */
const NO_REASON = 'TODO: why the target does so';
const NO_REFERENCE = 'TODO: where that can be read';
const LONGEST_SEEN = 160;

/** An entry for a result that none lists: with the reason that the run knows, or one that asks to be filled in. */
export function newEntry({
  id,
  verdict,
  behaviour,
  known,
  message,
}: Result): KnownDeviation & { readonly seen?: string } {
  const [seen = ''] = printableLines(message ?? '');
  return {
    ...{ id, verdict },
    ...(behaviour ? { behaviour } : {}),
    reason: known?.reason ?? NO_REASON,
    reference: known?.reference ?? NO_REFERENCE,
    ...(known || seen === '' ? {} : { seen: seen.slice(0, LONGEST_SEEN) }),
  };
}

/** An entry as it has to be for a result that comes out otherwise than it says: its reason may not be that of the new outcome. */
export function unexplained(entry: KnownDeviation, { verdict, behaviour }: Result): KnownDeviation {
  const { behaviour: before, kernel: _seenOn, ...rest } = entry;
  const was = before === undefined ? entry.verdict : `${entry.verdict} (${printable(before)})`;
  const reason = isUnexplained(entry) ? NO_REASON : `TODO: was ${was}: ${entry.reason}`;
  return { ...rest, verdict, ...(behaviour ? { behaviour } : {}), reason };
}

/** Whether an entry still waits for its reason or its reference. */
export function isUnexplained({ reason, reference }: Pick<KnownDeviation, 'reason' | 'reference'>): boolean {
  return [reason, reference].some((text) => /^TODO\b/.test(text));
}
