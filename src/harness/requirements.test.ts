import { expect } from 'chai';
import { REQUIREMENTS } from './requirement-table.js';
import { complaintsAboutLedger, coverRequirements } from './requirements.js';
import { aCase, aResult } from './sample.test.js';
import { UNTESTED } from './untested-requirements.js';
import type { Verdict } from './verdict.js';

describe('the table of requirements', () => {
  it('has the 119 labels of RFC 9293, each once', () => {
    const labels = (level: string, count: number) => Array.from({ length: count }, (_, n) => `${level}-${n + 1}`);
    const all = [...labels('MUST', 69), ...labels('SHLD', 31), ...labels('MAY', 18), ...labels('REC', 1)];
    expect(REQUIREMENTS.map(([id]) => id)).to.have.members(all);
  });

  it('has of each a section of the RFC, a way to see it, and a few words of its own', () => {
    for (const [id, section, seen, about] of REQUIREMENTS) {
      expect(section, id).to.match(/^3(\.\d+)*$/);
      expect(['a', 'ab', 'b', 'c'], id).to.include(seen);
      expect(about, id).to.match(/^\S.{9,80}[^.\s]$/);
    }
    expect(new Set(REQUIREMENTS.map(([, , , about]) => about)).size).to.equal(REQUIREMENTS.length);
  });

  it('has a reason of its own for each that is not tested', () => {
    const reasons = Object.values(UNTESTED).map(({ reason }) => reason);
    expect(new Set(reasons).size).to.equal(reasons.length);
    for (const reason of reasons) expect(reason.length, reason).to.be.above(60);
  });
});

describe('the ledger of requirements', () => {
  const citing = aCase({ id: 'a/b', cites: ['RFC9293 MUST-13', 'RFC9293 3.6.1'] });
  const row = (id: string, ...args: Parameters<typeof coverRequirements>) =>
    coverRequirements(...args).find((each) => each.id === id);

  it('has a row for each', () => {
    expect(coverRequirements([], []).map(({ id }) => id)).to.deep.equal(REQUIREMENTS.map(([id]) => id));
  });

  it('names the cases that cite it, though none has run', () => {
    expect(row('MUST-13', [citing], [])).to.deep.equal({
      ...{ id: 'MUST-13', level: 'must', section: '3.6.1', about: 'TIME-WAIT lasts 2 MSL', observability: 'ab' },
      ...{ withoutAgent: 'part', status: 'tested', cases: ['a/b'] },
    });
  });

  it('tells labels apart of which one begins like the other', () => {
    expect(row('MUST-1', [citing], [])?.cases).to.deep.equal([]);
  });

  it('says why no case looks, and what a verdict does not say', () => {
    expect(row('SHLD-6', [], [])).to.deep.include({ status: 'untestable', cases: [] });
    expect(row('SHLD-6', [], [])?.reason).to.contain('header compression');
    expect(row('MUST-9', [], [])).to.deep.include({ status: 'tested' });
    expect(row('MUST-9', [], [])?.reason).to.contain('refuted and not proved');
  });

  it('says what the wire shows of it without an agent', () => {
    const shown = ['MUST-1', 'MUST-9', 'MUST-10', 'MUST-12', 'MAY-14'].map((id) => row(id, [], [])?.withoutAgent);
    expect(shown).to.deep.equal(['all', 'part', 'part', 'none', 'none']);
  });

  it('knows the level by the label', () => {
    const levels = ['MUST-1', 'SHLD-1', 'MAY-1', 'REC-1'].map((id) => row(id, [], [])?.level);
    expect(levels).to.deep.equal(['must', 'should', 'may', 'should']);
  });

  it('complains of labels that there are not, and of requirements with neither case nor reason, or with both', () => {
    const cites = (label: string) => ({ id: 'a/b', cites: [`RFC9293 ${label}`] });
    const untested = (id: string) => id in UNTESTED;
    const all = REQUIREMENTS.filter(([id]) => !untested(id)).map(([id]) => cites(id));
    expect(complaintsAboutLedger(all)).to.deep.equal([]);
    expect(complaintsAboutLedger(all.slice(1))).to.deep.equal(['no case cites MUST-1, and nothing says why']);
    expect(complaintsAboutLedger([...all, cites('MUST-70')])[0]).to.contain('a/b cites MUST-70, which');
    expect(complaintsAboutLedger([...all, cites('MAY-17')])[0]).to.contain('MAY-17, which is said not to be tested');
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
