import { expect } from 'chai';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { validateRun } from '../report/validate.js';
import { namespaces, type Outcome, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

const LIMIT_MS = 300_000;

describe('a whole run against the kernel of this machine', function () {
  this.timeout(LIMIT_MS);
  let outcome: Outcome;
  let run: Run;

  before(async function () {
    if (whyNoLab()) return this.skip();
    const out = temporaryFolder();
    outcome = await tcpspec(['run', '--lab', 'netns', '--out', out], { limitMs: LIMIT_MS });
    run = await readRun(out);
  });

  it('is as expected', () => {
    expect(outcome, outcome.out.slice(-8_000)).to.include({ code: 0 });
    expect(run.summary).to.include({ ERROR: 0, INCONCLUSIVE: 0 });
    expect(run.stale ?? []).to.deep.equal([]);
  });

  it('has every FAIL and DEVIATES listed and explained', () => {
    const unexplained = run.results.filter(({ verdict, known }) => /FAIL|DEVIATES/.test(verdict) && !known);
    expect(unexplained.map(({ id, family, message }) => `${id} IPv${family}: ${message}`)).to.deep.equal([]);
  });

  it('reaches all eleven states, told by the target and seen on the wire', () => {
    for (const [state, { reached, witnesses }] of Object.entries(run.coverage.states)) {
      expect({ reached, witnesses }, state).to.deep.equal({ reached: true, witnesses: ['status', 'wire'] });
    }
  });

  it('drives every arc, or says why not', () => {
    const unexplained = run.coverage.arcs.filter(
      ({ driven, reason, cases }) => !driven && (!reason || cases.length === 0),
    );
    expect(unexplained).to.deep.equal([]);
    expect(run.coverage.arcs.filter(({ driven }) => driven).length).to.be.at.least(49);
  });

  it('takes at most 1.1 times as long as its slowest case', () => {
    const slowestMs = Math.max(...run.results.map(({ durationMs }) => durationMs));
    expect(run.durationMs / slowestMs).to.be.below(1.1);
  });

  it('leaves a report that its schema describes, and nothing else', () => {
    expect(validateRun(run)).to.deep.equal([]);
    expect(namespaces().filter((name) => name.startsWith('tcpspec-'))).to.deep.equal([]);
  });
});
