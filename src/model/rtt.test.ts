import { expect } from 'chai';
import { backOff, measured } from './rtt.js';
import { RULES } from './rules.js';
import { settingsWith } from './settings.js';
import type { RttEstimate } from './tcb.js';

describe('the estimate of the round trip (RFC 6298)', () => {
  const settings = settingsWith({ 'model.rto-min': 10 });
  let estimate: RttEstimate;

  beforeEach(() => {
    estimate = { srtt: undefined, rttvar: 0, rto: 1_000 };
  });

  it('starts with the first measurement and half of it (2.2)', () => {
    measured(estimate, 100, RULES, settings);
    expect(estimate).to.deep.equal({ srtt: 100, rttvar: 50, rto: 300 });
  });

  it('weighs a further one with 1/8 and 1/4, the variation first (2.3)', () => {
    measured(estimate, 100, RULES, settings);
    measured(estimate, 180, RULES, settings);
    expect(estimate.rttvar).to.equal(0.75 * 50 + 0.25 * 80);
    expect(estimate.srtt).to.equal(0.875 * 100 + 0.125 * 180);
    expect(estimate.rto).to.equal(110 + 4 * 57.5);
  });

  it('is never below the minimum (2.4)', () => {
    measured(estimate, 1, RULES, settingsWith({}));
    expect(estimate.rto).to.equal(1_000);
  });

  it('doubles when the timer runs out, up to a limit (5.5, 2.5)', () => {
    const rtos = [1, 2, 3, 4, 5, 6, 7].map(() => {
      backOff(estimate, RULES, settings);
      return estimate.rto;
    });
    expect(rtos).to.deep.equal([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('forgets the back-off with the next measurement', () => {
    backOff(estimate, RULES, settings);
    measured(estimate, 100, RULES, settings);
    expect(estimate.rto).to.equal(300);
  });
});
