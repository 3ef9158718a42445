import type { Rules } from './rules.js';
import type { Settings } from './settings.js';
import type { RttEstimate } from './tcb.js';

const GRANULARITY_MS = 1;
const ALPHA = 1 / 8;
const BETA = 1 / 4;

/** Takes a measured round trip into the estimate (RFC 6298 2.2 to 2.4). */
export function measured(estimate: RttEstimate, rttMs: number, rules: Rules, settings: Settings): void {
  if (estimate.srtt === undefined) {
    estimate.srtt = rttMs;
    estimate.rttvar = rttMs / 2;
  } else {
    estimate.rttvar = (1 - BETA) * estimate.rttvar + BETA * Math.abs(estimate.srtt - rttMs);
    estimate.srtt = (1 - ALPHA) * estimate.srtt + ALPHA * rttMs;
  }
  const computed = estimate.srtt + Math.max(GRANULARITY_MS, 4 * estimate.rttvar);
  estimate.rto = rules.rtoAfterSample(bounded(computed, settings), estimate.rto);
}

/** Backs off after the timer has run out (RFC 6298 5.5). */
export function backOff(estimate: RttEstimate, rules: Rules, settings: Settings): void {
  estimate.rto = Math.min(rules.backedOff(estimate.rto), settings['model.rto-max']);
}

function bounded(ms: number, settings: Settings): number {
  return Math.min(Math.max(ms, settings['model.rto-min']), settings['model.rto-max']);
}
