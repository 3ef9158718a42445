import { expect } from 'chai';
import fc from 'fast-check';
import { type ClockReading, StampClock } from './packet-time.js';

/** The wall clock is this much ahead of the process's. */
const AHEAD_MS = 1_000_000;

describe('the clock of time stamps', () => {
  const reading = (processMs: number, steppedMs = 0, withinMs = 0.0002): ClockReading => ({
    processMs,
    wallMs: processMs + AHEAD_MS + steppedMs,
    withinMs,
  });
  const wall = (processMs: number, steppedMs = 0) => processMs + AHEAD_MS + steppedMs;

  it('puts stamps onto the clock of the process', () => {
    const clock = new StampClock(reading(0));
    clock.read(reading(20));
    expect([12.5, 19.75].map((at) => clock.received(wall(at)))).to.deep.equal([12.5, 19.75]);
  });

  for (const [direction, stepMs] of Object.entries({ forward: 3_600_000, back: -3_600_000 })) {
    it(`tells stamps from before a step ${direction} from those after it`, () => {
      const clock = new StampClock(reading(0));
      clock.read(reading(100));
      clock.read(reading(150, stepMs)); // stepped at 130, with frames on both sides
      const stamps = [wall(110), wall(129), wall(131, stepMs), wall(149, stepMs)];
      expect(stamps.map((each) => clock.received(each))).to.deep.equal([110, 129, 131, 149]);
    });

    it(`goes on with the new difference after a step ${direction}`, () => {
      const clock = new StampClock(reading(0));
      clock.read(reading(150, stepMs));
      clock.read(reading(160, stepMs));
      expect(clock.received(wall(155, stepMs))).to.equal(155);
    });
  }

  it('prefers the reading that was taken in one go to one that was interrupted', () => {
    const clock = new StampClock({ processMs: 0.4, wallMs: AHEAD_MS, withinMs: 0.4 });
    clock.read(reading(10));
    expect(clock.received(wall(9))).to.equal(9);
    clock.read({ processMs: 20.4, wallMs: wall(20), withinMs: 0.4 });
    expect(clock.received(wall(19))).to.equal(19);
  });

  it('never goes back, and never passes the last reading, whatever steps there are', () => {
    const steps = fc.array(
      fc.record({
        passesMs: fc.integer({ min: 1, max: 50 }),
        stepMs: fc.oneof(fc.constant(0), fc.integer({ min: -100, max: 100 })),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, fc.nat(1000), (turns, seed) => {
        const clock = new StampClock(reading(0));
        let [now, stepped, last] = [0, 0, Number.NEGATIVE_INFINITY];
        for (const { passesMs, stepMs } of turns) {
          const stamps = [now + passesMs / 4, now + (passesMs * ((seed % 7) + 1)) / 8].sort((a, b) => a - b);
          const wallStamps = stamps.map((at) => wall(at, at > now + passesMs / 2 ? stepped + stepMs : stepped));
          now += passesMs;
          stepped += stepMs;
          clock.read(reading(now, stepped));
          for (const each of wallStamps) {
            const at = clock.received(each);
            expect(at).to.be.within(last, now);
            last = at;
          }
        }
      }),
    );
  });
});
