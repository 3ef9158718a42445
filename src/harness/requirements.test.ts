import { expect } from 'chai';
import { REQUIREMENTS } from './requirement-table.js';
import { coverRequirements } from './requirements.js';
import { aCase, aResult } from './sample.test.js';
import type { Verdict } from './verdict.js';

describe('the table of requirements', () => {
  it('has the 119 labels of RFC 9293, each once', () => {
    const ids = REQUIREMENTS.map(([id]) => id);
    expect(ids).to.have.length(119);
    expect(new Set(ids).size).to.equal(119);
    for (const id of ids) expect(id).to.match(/^(MUST|SHLD|MAY|REC)-\d+$/);
  });

  it('has a section of the RFC and a way to see it for each', () => {
    for (const [id, section, seen] of REQUIREMENTS) {
      expect(section, id).to.match(/^3(\.\d+)*$/);
      expect(['a', 'ab', 'b', 'c'], id).to.include(seen);
    }
  });
});

describe('the ledger of requirements', () => {
  const citing = aCase({ id: 'a/b', cites: ['RFC9293 MUST-13', 'RFC9293 3.6.1'] });
  const row = (id: string, ...args: Parameters<typeof coverRequirements>) =>
    coverRequirements(...args).find((each) => each.id === id);

  it('has a row for each', () => {
    expect(coverRequirements([], []).map(({ id }) => id)).to.deep.equal(REQUIREMENTS.map(([id]) => id));
  });

  it('calls tested what a case cites, though none has run', () => {
    const expected = { id: 'MUST-13', level: 'must', cases: ['a/b'], status: 'tested' };
    expect(row('MUST-13', [citing], [])).to.deep.equal(expected);
  });

  it('tells labels apart of which one begins like the other', () => {
    expect(row('MUST-1', [citing], [])?.status).to.equal('out-of-scope');
  });

  it('says why no case looks', () => {
    expect(row('MUST-9', [], [])).to.deep.include({ status: 'untestable', cases: [] });
    expect(row('MUST-9', [], [])?.reason).to.contain('nothing outside the target');
    expect(row('MUST-1', [], [])?.reason).to.contain('no case looks at it');
  });

  it('knows the level by the label', () => {
    const levels = ['MUST-1', 'SHLD-1', 'MAY-1'].map((id) => row(id, [], [])?.level);
    expect(levels).to.deep.equal(['must', 'should', 'may']);
  });

  const worst: readonly (readonly [readonly Verdict[], Verdict])[] = [
    [['PASS', 'FAIL', 'ERROR'], 'FAIL'],
    [['PASS', 'ERROR', 'DEVIATES'], 'ERROR'],
    [['INCONCLUSIVE', 'DEVIATES', 'PASS'], 'DEVIATES'],
    [['PASS', 'INCONCLUSIVE'], 'INCONCLUSIVE'],
    [['UNSUPPORTED', 'INFO', 'PASS'], 'PASS'],
    [['UNSUPPORTED', 'INFO'], 'INFO'],
    [['UNSUPPORTED'], 'UNSUPPORTED'],
  ];
  for (const [found, verdict] of worst) {
    it(`tells the worst of ${found.join(', ')}: ${verdict}`, () => {
      const results = found.map((each) => aResult(citing, { verdict: each }));
      expect(row('MUST-13', [citing], results)?.verdict).to.equal(verdict);
    });
  }
});
