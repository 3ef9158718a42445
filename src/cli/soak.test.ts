import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Started, whyNoLab } from './run-program.fixture.js';

const SOAK = fileURLToPath(new URL('./soak.js', import.meta.url));
const LIMIT_MS = 170_000;

/** `npm run soak` makes more of the same: 60 such rounds are as many results as a whole run a minute for an hour. */
const ROUNDS = 8;

describe('a soak', function () {
  this.timeout(180_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  async function soak(...args: readonly string[]) {
    const started = new Started([process.execPath, SOAK, ...args], { limitMs: LIMIT_MS });
    const outcome = await started.ended;
    expect(started.namespaces()).to.deep.equal([]);
    expect(started.family()).to.deep.equal([]);
    return outcome;
  }

  it('of run after run in one process lets nothing grow, in the tester, in the agent or on the target', async () => {
    const { code, out, err } = await soak('--rounds', `${ROUNDS}`, '--repeat', '4');
    expect(out).to.match(new RegExp(`^${ROUNDS} runs, \\d{5} results`, 'm'));
    expect(out.match(/^ok {4}/gm)).to.have.length(11);
    expect(out).not.to.match(/^GROWS/m);
    expect(code, out + err).to.equal(0);
  });

  it('finds memory, a descriptor and a timer that each run loses', async () => {
    const { code, out } = await soak('--rounds', '8', '--repeat', '1', '--leak');
    expect(out.match(/^GROWS .*?:/gm)).to.deep.equal(['GROWS heapOctets:', 'GROWS descriptors:', 'GROWS handles:']);
    expect(code).to.equal(1);
  });
});
