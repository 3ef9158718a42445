import { printable } from '../report/printable.js';
import type { UpdatedBaseline } from './baseline-document.js';

/** What became of a list of known deviations, in lines; `fresh` when there was none before. */
export function updateLines(updated: UpdatedBaseline, fresh: boolean): string[] {
  const { added, removed, changed, entries, unexplained, left } = updated;
  const what = fresh
    ? `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`
    : `${added} added, ${changed} changed, ${removed} removed, ${entries.length} in all`;
  const todo = unexplained === 0 ? '' : `; ${unexplained} without a reason: write it where the list says TODO`;
  return [`${what}${todo}`, ...left.map((line) => `left as it is: ${printable(line)}`)];
}
