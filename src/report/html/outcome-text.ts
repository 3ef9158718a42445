import { countsText } from '../summary.js';
import type { Judgement, Outcome } from './judgement.js';

/** A judgement in words: `driven, all as required (12 PASS 4 INFO)`. */
export function outcomeText({ outcome, driven, counts, known }: Judgement): string {
  const among = known > 0 ? `, ${known} known deviations among them` : '';
  const counted = countsText(counts) !== 'nothing' ? ` (${countsText(counts)}${among})` : '';
  const found = outcome === 'undriven' ? '' : `, ${OUTCOME_TEXTS[outcome]}`;
  return `${driven ? 'driven' : 'not driven'}${found}${counted}`;
}

/** The outcomes in words. */
export const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  met: 'all as required',
  deviating: 'known deviations, or a SHOULD not followed',
  failed: 'failures',
  unjudged: 'nothing judged',
  undriven: 'not driven',
};
