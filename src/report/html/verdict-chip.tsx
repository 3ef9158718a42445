import type { Verdict } from '../run.js';

/** A verdict as a coloured word with a sign, so that it can be told without the colour. */
export function VerdictChip({ verdict, known = false, note }: { verdict: Verdict; known?: boolean; note?: string }) {
  return (
    <span class={`chip verdict-${verdict.toLowerCase()}${known ? ' known' : ''}`}>
      <span aria-hidden="true">{SIGNS[verdict]} </span>
      {verdict}
      {known && <small> known</small>}
      {note && <small> {note}</small>}
    </span>
  );
}

/** A sign for each verdict. */
export const SIGNS: Readonly<Record<Verdict, string>> = {
  PASS: '✓',
  FAIL: '✗',
  DEVIATES: '≠',
  INFO: 'i',
  INCONCLUSIVE: '?',
  UNSUPPORTED: '–',
  ERROR: '!',
};
