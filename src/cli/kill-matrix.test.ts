import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { citesRule, killMatrix } from './kill-verdicts.js';

const SCRIPT = fileURLToPath(new URL('./kill-matrix.js', import.meta.url));
const LIMIT_MS = 900_000;

describe('the kill matrix', function () {
  this.timeout(LIMIT_MS);

  it('has every fault killed by a case of its own rule, every case able to fail, and a page that says so', async () => {
    const run = promisify(execFile)(process.execPath, [SCRIPT, '--check'], { timeout: LIMIT_MS });
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^\d+ of \d+ faults killed, \d+ allowed ones, \d+ cases, /m);
  });

  const fault = { name: 'x', breaks: { section: '3.6.1', requirement: 'MUST-13' }, summary: '' };

  for (const [cites, expected] of [
    ['RFC9293 3.6.1', true],
    ['RFC9293 3.6.1.2 step 2', true],
    ['RFC9293 MUST-13', true],
    ['RFC9293 3.6', false],
    ['RFC9293 3.6.10', false],
    ['RFC7323 3.6.1', false],
  ] as const) {
    it(`takes a case that cites ${cites} ${expected ? 'for' : 'not for'} one about 3.6.1 and MUST-13`, () => {
      expect(citesRule({ cites: [cites] }, fault)).to.equal(expected);
    });
  }

  it('tells kills from collateral, counts no case that fails without a fault, and knows idle excuses', () => {
    const cases = ['a/about', 'a/other', 'a/sick', 'a/never'].map((id) => {
      const cites = id === 'a/about' ? ['RFC9293 3.6.1'] : ['RFC9293 3.1'];
      return { id, cites, title: '', level: 'must', section: [], body: async () => {} } as const;
    });
    const found = (...ids: string[]) => ids.map((id) => ({ id, family: 4, verdict: 'FAIL', message: '' }) as const);
    const answers = [
      { fault: undefined, cases: 4, found: found('a/sick') },
      { fault: 'x', cases: 4, found: found('a/about', 'a/other', 'a/sick') },
    ];
    const matrix = killMatrix(cases, [fault], answers, [
      { ids: 'a/never', reason: 'why not' },
      { ids: 'a/about', reason: 'idle' },
    ]);
    expect(matrix.kills).to.deep.equal([{ fault, killers: ['a/about'], collateral: ['a/other'] }]);
    expect(matrix.unhealthy.map(({ id }) => id)).to.deep.equal(['a/sick']);
    expect(matrix.neverFail).to.deep.equal([
      { id: 'a/sick', reason: undefined },
      { id: 'a/never', reason: 'why not' },
    ]);
    expect(matrix.idleExcuses.map(({ ids }) => ids)).to.deep.equal(['a/about']);
  });
});
