import { expect } from 'chai';
import { isPattern, meansCase } from '../report/id-pattern.js';
import { inRange } from '../report/kernel-range.js';
import { allCases } from './all-cases.js';
import { LINUX_BASELINE, parseBaseline, readBaseline } from './baseline-file.js';

const ENTRY = `- id: s/a
  verdict: FAIL
  reason: it is slow
  reference: tcp.c
`;

describe('a list of known deviations', () => {
  it('may say which kernels an entry is of, and tells the line of a range that is none', () => {
    const [entry] = parseBaseline(`${ENTRY}  kernels: '>=6.10 <6.17'\n`, 'list.yaml');
    expect(entry?.kernels).to.equal('>=6.10 <6.17');
    expect(() => parseBaseline(`${ENTRY}  kernels: new ones\n`, 'list.yaml')).to.throw(/list\.yaml:5: .*kernels/);
  });

  describe('of Linux', () => {
    const entries = readBaseline(LINUX_BASELINE);

    it('is of cases that there are', async () => {
      const cases = await allCases();
      const unknown = entries.filter((entry) => !cases.some(({ id }) => meansCase(entry.id, id)));
      expect(unknown.map(({ id }) => id)).to.deep.equal([]);
    });

    for (const kernel of ['5.10.0-46', '6.1.0-56', '6.12.118', '6.18.15', '6.18.44', '7.3.4'])
      it(`says one thing of a case on ${kernel}`, () => {
        const named = entries.filter(({ id, kernels }) => !isPattern(id) && inRange(kernel, kernels));
        const keys = named.flatMap(({ id, family }) => (family ? [family] : [4, 6]).map((each) => `${id} IPv${each}`));
        expect(keys.filter((key, at) => keys.indexOf(key) !== at)).to.deep.equal([]);
      });
  });
});
