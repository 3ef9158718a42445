import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { writeRun } from '../report/json.js';
import type { Result, Run } from '../report/run.js';
import { sampleResult, sampleRun } from '../report/sample.test-data.js';
import { temporaryFolder } from './run-program.fixture.js';

const SCRIPT = fileURLToPath(new URL('./differences.js', import.meta.url));
const FAMILIES = [4, 6] as const;

const MODEL = { name: 'model', os: 'model', kernel: 'RFC 9293', user: 'model', settings: {} } as const;

const JUDGEMENT = {
  ids: 'rfc9293/3.5/open',
  model: 'INFO (ack)',
  linux: 'INFO (rst)',
  right: 'both',
  why: 'RFC 9293 3.5 leaves it open | for <CTL=SYN>.',
};

const DEVIATION = {
  id: 'rfc9293/3.4/edge',
  verdict: 'FAIL',
  reason: 'It is lax.',
  reference: 'tcp_input.c; RFC 9293 3.4',
};

/** What a target did in three cases: one that is alike, one known, one judged; over both families. */
function results(edge: Partial<Result>, open: Partial<Result>): Result[] {
  const cases = [{ id: 'rfc9293/3.5/alike' }, { id: DEVIATION.id, ...edge }, { id: JUDGEMENT.ids, ...open }];
  return cases.flatMap((each) => FAMILIES.map((family) => sampleResult({ ...each, family })));
}

const MODEL_RUN = sampleRun({ target: MODEL, results: results({}, { verdict: 'INFO', behaviour: 'ack' }) });
const LINUX_RUN = sampleRun({ results: results({ verdict: 'FAIL' }, { verdict: 'INFO', behaviour: 'rst' }) });

/** Runs the script on two runs; resolves to what it said, its exit code, and its page if it wrote one. */
async function compare(model: Run, linux: Run, judgements: readonly object[] = [JUDGEMENT]) {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  await Promise.all([writeRun(file('model'), model), writeRun(file('linux'), linux)]);
  writeFileSync(file('judgements'), stringify(judgements));
  writeFileSync(file('baseline'), stringify([DEVIATION]));
  const options = ['judgements', 'baseline', 'page'].flatMap((name) => [`--${name}`, file(name)]);
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, file('model'), file('linux'), ...options], {
    encoding: 'utf8',
  });
  return { code: status, err: stderr, page: existsSync(file('page')) ? readFileSync(file('page'), 'utf8') : undefined };
}

describe('the comparison of the model with Linux', function () {
  this.timeout(20_000);

  it('writes a page that lists each difference with who is right and why', async () => {
    const { code, err, page = '' } = await compare(MODEL_RUN, LINUX_RUN);
    expect(err).to.equal('');
    expect(code).to.equal(0);
    expect(page)
      .to.contain('model against Linux 6.1.0: 6 results, of which 4 differ, in 2 cases.')
      .and.contain('| The model is right | 1 | 2 |')
      .and.contain('| `rfc9293/3.4/edge` | IPv4 and IPv6 | PASS | FAIL | It is lax. (tcp_input.c; RFC 9293 3.4) |')
      .and.contain('| Linux is right | 0 | 0 |')
      .and.contain('## Linux is right\n\nNone.')
      .and.contain('| Both may | 1 | 2 |')
      .and.contain('| INFO (ack) | INFO (rst) | RFC 9293 3.5 leaves it open \\| for &lt;CTL=SYN>. |')
      .and.not.contain('alike');
  });

  it('puts what only one could be asked for apart, and cases that differ alike into one row', async () => {
    const linux = sampleRun({ results: results({ verdict: 'FAIL' }, { verdict: 'UNSUPPORTED' }) });
    const { page = '' } = await compare(MODEL_RUN, linux, [{ ...JUDGEMENT, linux: 'UNSUPPORTED' }]);
    expect(page).to.contain('| One of the two could not be asked | 1 | 2 |');
    const more = (found: readonly Result[]) => [
      ...found,
      ...found.slice(-2).map((each) => ({ ...each, id: `${JUDGEMENT.ids}/more` })),
    ];
    const alike = await compare(
      sampleRun({ target: MODEL, results: more(MODEL_RUN.results) }),
      sampleRun({ results: more(LINUX_RUN.results) }),
    );
    expect(alike.page).to.contain('| `rfc9293/3.5/open`<br>`rfc9293/3.5/open/more` | IPv4 and IPv6 | INFO (ack)');
  });

  it('writes no page, and fails, when a difference is not judged or a judgement has no difference', async () => {
    expect(await compare(MODEL_RUN, LINUX_RUN, [])).to.deep.equal({
      code: 1,
      err: 'nobody says who is right: rfc9293/3.5/open IPv4 and IPv6: model INFO (ack), Linux INFO (rst)\n',
      page: undefined,
    });
    const idle = await compare(MODEL_RUN, LINUX_RUN, [JUDGEMENT, { ...JUDGEMENT, linux: 'INFO (silent)' }]);
    expect(idle).to.include({ code: 1, page: undefined });
    expect(idle.err).to.match(/no difference .*rfc9293\/3\.5\/open: model INFO \(ack\), Linux INFO \(silent\)/);
  });

  it('refuses runs against the wrong targets, of a faulty model, or that were interrupted', async () => {
    const faulty = sampleRun({ ...MODEL_RUN, target: { ...MODEL, faults: ['no-fin'] } });
    for (const [model, linux, complaint] of [
      [LINUX_RUN, MODEL_RUN, 'the first run is not one against the model without faults'],
      [faulty, LINUX_RUN, 'the first run is not one against the model without faults'],
      [MODEL_RUN, MODEL_RUN, 'the second run is against model, not Linux'],
      [MODEL_RUN, sampleRun({ ...LINUX_RUN, interrupted: true }), 'an interrupted run has not seen all cases'],
    ] as const)
      expect(await compare(model, linux)).to.deep.equal({ code: 2, err: `${complaint}\n`, page: undefined });
  });

  it('refuses what is no run, and one run alone', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
    const missing = join(temporaryFolder(), 'nothing');
    expect(run(missing, missing)).to.include({ status: 2 });
    expect(run(missing, missing).stderr).to.contain(missing);
    expect(run(missing).stderr).to.contain('name two runs');
  });
});
