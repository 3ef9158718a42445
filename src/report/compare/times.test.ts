import { expect } from 'chai';
import fc from 'fast-check';
import { sampleResult, sampleRun } from '../sample.test-data.js';
import { anyDifference, compareRuns } from './compare.js';
import { labelsOf } from './labels.js';
import { apart, parseTolerance, USUAL_TOLERANCE } from './tolerance.js';

const measuring = (...times: readonly number[]) =>
  sampleRun({ results: times.map((rto, at) => sampleResult({ repeat: at + 1, measured: { rto } })) });

describe('measured times', () => {
  it('are the same within 20 ms, or within a tenth of the larger', () => {
    expect(apart('rto', 200, 219, USUAL_TOLERANCE)).to.equal(false);
    expect(apart('rto', 200, 223, USUAL_TOLERANCE)).to.equal(true);
    expect(apart('rto', 1_000, 1_110, USUAL_TOLERANCE)).to.equal(false);
    expect(apart('rto', 1_000, 1_120, USUAL_TOLERANCE)).to.equal(true);
  });

  it('that are rates go by the part alone', () => {
    expect(apart('ms-per-tick', 1, 10, USUAL_TOLERANCE)).to.equal(true);
    expect(apart('ms-per-tick', 1, 1.05, USUAL_TOLERANCE)).to.equal(false);
  });

  it('are apart or not whichever comes first, and never from themselves', () => {
    const time = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(time, time, (one, other) => {
        expect(apart('rto', one, other, USUAL_TOLERANCE)).to.equal(apart('rto', other, one, USUAL_TOLERANCE));
        expect(apart('rto', one, one, { percent: 0, ms: 0 })).to.equal(false);
      }),
    );
  });

  it('differ where the medians of the repetitions do', () => {
    expect(anyDifference(compareRuns([measuring(200, 210, 900), measuring(205)]))).to.equal(false);
    const { times, counts } = compareRuns([measuring(200), measuring(1_000), measuring(205)]);
    expect(counts).to.deep.include({ differing: 0, times: 1 });
    expect(times[0]?.cells.map((cell) => cell?.ms)).to.deep.equal([200, 1_000, 205]);
  });

  it('differ from nothing where a run has not measured them', () => {
    const comparison = compareRuns([measuring(200), sampleRun({ results: [sampleResult()] })]);
    expect(comparison.times[0]?.cells[1]).to.equal(null);
    expect(anyDifference(comparison)).to.equal(false);
  });

  it('have a tolerance that can be given', () => {
    expect(parseTolerance('15%')).to.deep.equal({ percent: 15, ms: 0 });
    expect(parseTolerance('50ms, 2.5%')).to.deep.equal({ percent: 2.5, ms: 50 });
    for (const wrong of ['', '15', '-1%', '15%;', 'ms', '1s']) expect(parseTolerance(wrong), wrong).to.equal(undefined);
  });
});

describe('the label of a run', () => {
  const named = (name: string, kernel: string, faults: string[] = [], startedAt = '2025-03-01T09:30:00.000Z') => ({
    target: { ...sampleRun().target, name, kernel, faults },
    startedAt,
  });

  it('is the name of the target, with what tells it from others of that name', () => {
    expect(labelsOf([named('a', '1'), named('b', '1')])).to.deep.equal(['a', 'b']);
    expect(labelsOf([named('a', '1'), named('a', '2')])).to.deep.equal(['a 1', 'a 2']);
    expect(labelsOf([named('m', '1'), named('m', '1', ['f'])])).to.deep.equal(['m', 'm with f']);
    expect(labelsOf([named('a', '1'), named('a', '1', [], '2025-03-02T09:30:00.000Z')])).to.deep.equal([
      'a 2025-03-01',
      'a 2025-03-02',
    ]);
  });

  it('is never that of another', () => {
    const any = fc.record({ name: fc.constantFrom('a', 'a 1'), kernel: fc.constantFrom('1', '2') });
    fc.assert(
      fc.property(fc.array(any), (all) => {
        const labels = labelsOf(all.map(({ name, kernel }) => named(name, kernel)));
        expect(new Set(labels).size).to.equal(labels.length);
      }),
    );
  });
});
