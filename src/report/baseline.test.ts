import { expect } from 'chai';
import { applyBaseline, type KnownDeviation } from './baseline.js';
import { sampleResult, sampleRun } from './sample.test-data.js';
import { exitCodeOf } from './summary.js';
import { terminalSummary } from './terminal-summary.js';

const entry: KnownDeviation = {
  id: 'rfc9293/3.5/passive',
  verdict: 'FAIL',
  behaviour: 'silent',
  reason: 'it drops the segment',
  reference: 'tcp_input.c',
};

describe('a baseline', () => {
  const failing = sampleResult({ id: entry.id, family: 4, verdict: 'FAIL', behaviour: 'silent' });

  it('marks a listed verdict as known, and the run is as expected', () => {
    const { run, stale } = applyBaseline(sampleRun({ results: [failing] }), [entry]);
    expect(run.results[0]?.known).to.deep.equal({ reason: entry.reason, reference: entry.reference });
    expect(stale).to.deep.equal([]);
    expect(exitCodeOf(run)).to.equal(0);
  });

  it('leaves an unlisted failure unexpected', () => {
    const { run } = applyBaseline(sampleRun({ results: [failing] }), []);
    expect(exitCodeOf(run)).to.equal(1);
  });

  for (const [what, found] of [
    ['passes now', { verdict: 'PASS' }],
    ['fails in another way', { verdict: 'FAIL', behaviour: 'rst' }],
  ] as const) {
    it(`is stale when a listed case ${what}`, () => {
      const { run, stale } = applyBaseline(
        sampleRun({ results: [sampleResult({ id: entry.id, family: 6, ...found })] }),
        [entry],
      );
      expect(stale.map(({ id, family, listed }) => [id, family, listed])).to.deep.equal([
        [entry.id, 6, 'FAIL (silent)'],
      ]);
      expect(exitCodeOf(run)).to.equal(1);
      expect(terminalSummary(run, { columns: 100, colour: false }))
        .to.contain('no longer hold')
        .and.to.contain(entry.id);
    });
  }

  it('holds for the family that it names only', () => {
    const other = { ...failing, family: 6 } as const;
    const { run } = applyBaseline(sampleRun({ results: [failing, other] }), [{ ...entry, family: 4 }]);
    expect(run.results.map(({ known }) => known !== undefined)).to.deep.equal([true, false]);
  });

  it('with kernels may be of one whose version nobody could ask, and is never stale there', () => {
    const ranged = { ...entry, kernels: '<6.17' };
    const target = { ...sampleRun().target, kernel: 'unknown' };
    const held = applyBaseline(sampleRun({ target, results: [failing] }), [ranged]);
    expect(held.run.results[0]).to.have.property('known');
    const passed = sampleResult({ id: entry.id, family: 4, verdict: 'PASS' });
    expect(applyBaseline(sampleRun({ target, results: [passed] }), [ranged]).stale).to.deep.equal([]);
  });

  it('holds for the kernels that it names only, and has an entry for each range where they do otherwise', () => {
    const older = { ...entry, kernels: '<6.17' };
    const newer = { ...entry, kernels: '>6.18.15', behaviour: 'rst' };
    const at = (kernel: string) => {
      const { target } = sampleRun();
      const { run, stale } = applyBaseline(sampleRun({ results: [failing], target: { ...target, kernel } }), [
        older,
        newer,
      ]);
      return [run.results[0]?.known !== undefined, stale.length];
    };
    expect(at('5.10.0-46-cloud-amd64')).to.deep.equal([true, 0]);
    expect(at('6.18.15+deb13-cloud-amd64')).to.deep.equal([false, 0]);
    expect(at('6.18.44')).to.deep.equal([false, 1]);
  });

  it('has patterns, of which each case has to come out as listed, and which give way to entries of cases', () => {
    const pattern: KnownDeviation = { ...entry, id: 'rfc9293/*/pas*', reason: 'all of them' };
    const results = [failing, { ...failing, id: 'rfc9293/3.6/passing', verdict: 'PASS' as const }];
    const { run, stale } = applyBaseline(sampleRun({ results }), [pattern, entry]);
    expect(run.results[0]?.known?.reason).to.equal(entry.reason);
    expect(stale.map(({ id }) => id)).to.deep.equal(['rfc9293/3.6/passing']);
    const deeper = { ...failing, id: 'rfc9293/3.5/x/passive' };
    expect(applyBaseline(sampleRun({ results: [deeper] }), [pattern]).run.results[0]?.known).to.equal(undefined);
  });

  it('says nothing of a case that did not run', () => {
    expect(applyBaseline(sampleRun({ results: [] }), [entry]).stale).to.deep.equal([]);
  });

  it('is told in the summary apart from what is new', () => {
    const { run } = applyBaseline(sampleRun({ results: [failing] }), [entry]);
    expect(terminalSummary(run, { columns: 100, colour: false })).to.match(
      /Known deviations\n {2}FAIL +rfc9293\/3\.5\/passive\n +it drops/,
    );
  });
});
