import { expect } from 'chai';
import { abridge } from './abridge.js';
import { sampleRun } from './sample.test-data.js';
import { validateRun } from './validate.js';

describe('an abridged run', () => {
  it('keeps every verdict and behaviour, and the exchanges of what went wrong', () => {
    const run = sampleRun();
    const short = abridge(run);
    expect(short.abridged).to.equal(true);
    expect(validateRun(short)).to.deep.equal([]);
    const bare = ({ results }: typeof run) => results.map((result) => ({ ...result, states: [], trace: [] }));
    expect(bare(short)).to.deep.equal(bare(run));
    const kept = short.results.filter(({ trace }) => trace.length > 0).map(({ verdict }) => verdict);
    expect(kept).to.include('FAIL').and.not.include('PASS').and.not.include('INFO');
  });
});
