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

  for (const [what, stepMs] of Object.entries({ 'an hour forward': 3_600_000, 'an hour back': -3_600_000 })) {
    it(`stamps the frames of a link exactly while the wall clock is stepped ${what}`, () => {
      fc.assert(
        fc.property(linkWithStep, (link) => {
          for (const { truth, at } of stampedLink({ ...link, stepMs })) expect(at).to.be.closeTo(truth, 1e-6);
        }),
      );
    });
  }

  for (const stepMs of [3, -3, 0.5, -0.5]) {
    it(`stamps them wrongly by no more than the step, and only near it, when it is ${stepMs} ms`, () => {
      fc.assert(
        fc.property(linkWithStep, (link) => {
          for (const { truth, at, inTurnOfStep } of stampedLink({ ...link, stepMs })) {
            expect(at).to.be.closeTo(truth, inTurnOfStep ? Math.abs(stepMs) + 1e-6 : 1e-6);
          }
        }),
      );
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

/** Turns of an event loop with the moments at which frames arrive in each (parts of the turn), and when the clock is stepped. */
const linkWithStep = fc.record({
  turns: fc.array(
    fc.record({
      lastsMs: fc.double({ min: 0.1, max: 50, noNaN: true }),
      arrivals: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  steppedAt: fc.double({ min: 0, max: 1, noNaN: true }), // a part of the whole
});

interface LinkWithStep {
  readonly turns: readonly { readonly lastsMs: number; readonly arrivals: readonly number[] }[];
  readonly steppedAt: number;
  readonly stepMs: number;
}

/** What a link would make of it: both clocks are read when a turn is over, and then its frames are delivered. */
function stampedLink({ turns, steppedAt, stepMs }: LinkWithStep) {
  const wholeMs = turns.reduce((sum, { lastsMs }) => sum + lastsMs, 0);
  const wallAt = (ms: number) => ms + AHEAD_MS + (ms >= steppedAt * wholeMs ? stepMs : 0);
  const read = (ms: number): ClockReading => ({ processMs: ms, wallMs: wallAt(ms), withinMs: 0.0002 });
  const clock = new StampClock({ processMs: 0, wallMs: AHEAD_MS, withinMs: 0.0002 });
  let began = 0;
  return turns.flatMap(({ lastsMs, arrivals }) => {
    const ended = began + lastsMs;
    const moments = arrivals.map((part) => began + part * lastsMs).sort((a, b) => a - b);
    const inTurnOfStep = steppedAt * wholeMs >= began && steppedAt * wholeMs <= ended;
    clock.read(read(ended));
    began = ended;
    return moments.map((truth) => ({ truth, at: clock.received(wallAt(truth)), inTurnOfStep }));
  });
}
