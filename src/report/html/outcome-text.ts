import { countsText } from '../summary.js';
import type { Judgement, Outcome } from './judgement.js';

/** An outcome in words: `driven, all as required (12 PASS 4 INFO)`. */
export function outcomeText({ outcome, counts, known }: Judgement): string {
  const among = known > 0 ? `, ${known} known deviations among them` : '';
  const counted = counts && countsText(counts) !== 'nothing' ? ` (${countsText(counts)}${among})` : '';
  return `${OUTCOME_TEXTS[outcome]}${counted}`;
}

/** The outcomes in words. */
export const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  met: 'driven, all as required',
  deviating: 'driven, with known deviations or a SHOULD not followed',
  failed: 'driven, with failures',
  unjudged: 'driven, nothing judged',
  undriven: 'not driven',
};
