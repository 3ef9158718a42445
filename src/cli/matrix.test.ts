import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { labEntries } from './lab-entries.js';
import { readMatrix } from './matrix-file.js';
import { start, tcpspec, temporaryFolder, until } from './run-program.fixture.js';

const TARGETS = `targets:
  - lab: model
    name: one
  - lab: model
    name: two
suites: ['rfc9293/3.6/**', sanity]
`;

describe('tcpspec matrix', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'matrix.yaml');
    writeFileSync(file, TARGETS);
  });

  const matrix = (...options: string[]) => tcpspec(['matrix', file, '--out', join(folder, 'out'), ...options]);

  it('runs against each target, and holds the runs against each other', async () => {
    const { code, out, err } = await matrix();
    expect(err).not.to.include('tcpspec:');
    expect(out)
      .to.match(/^one +started$/m)
      .and.match(/^two +\d+ PASS .*, after /m)
      .and.match(/^comparison /m);
    expect(code).to.equal(0);
    const [one, two] = await Promise.all(['one', 'two'].map((name) => readRun(join(folder, 'out', name))));
    expect(one?.summary).to.deep.equal(two?.summary);
    expect(one?.seed).to.equal(two?.seed);
    for (const page of ['comparison.html', 'comparison.md'])
      expect(existsSync(join(folder, 'out', page))).to.equal(true);
  });

  it('does not run again what was over, unless it is to, or something else is asked for', async () => {
    await matrix();
    const again = await matrix();
    expect(again.out)
      .to.match(/^one .*--fresh/m)
      .and.match(/^two .*--fresh/m)
      .and.not.include('started');
    expect((await matrix('--fresh')).out.match(/started/g)).to.have.length(2);
    writeFileSync(file, TARGETS.replace("'rfc9293/3.6/**', ", ''));
    expect((await matrix()).out.match(/started/g)).to.have.length(2);
    writeFileSync(join(folder, 'out', 'two', 'run.json'), '{');
    expect((await matrix()).out.match(/started/g)).to.have.length(1);
  });

  it('ends at once when it is interrupted, and goes on from there', async () => {
    writeFileSync(file, TARGETS.replace('    name: two', '    name: two\nseed: 2\natOnce: 1'));
    const run = start(['matrix', file, '--out', join(folder, 'out')]);
    await run.says(/^one .*after/m);
    run.signal('SIGINT');
    const { code, err } = await run.ended;
    expect(err).to.include('goes on from there');
    expect(code).to.equal(130);
    await until(() => (run.family().length === 0 ? true : undefined));
    const { out } = await matrix();
    expect(out)
      .to.match(/^one .*--fresh/m)
      .and.match(/^two +started/m);
  });

  it('says where a target could not be used, and goes on with the others', async () => {
    writeFileSync(join(folder, 'nowhere.yaml'), 'address4: 192.0.2.1\niface: nowhere0\nagent: { command: [none] }\n');
    writeFileSync(file, `${TARGETS}`.replace('targets:', `targets:\n  - target: ${join(folder, 'nowhere.yaml')}`));
    const { code, out } = await matrix();
    expect(out)
      .to.match(/^nowhere +ended with 3: see .*run\.log/m)
      .and.match(/^two .*after/m);
    expect(readFileSync(join(folder, 'out', 'nowhere', 'run.log'), 'utf8')).to.include('nowhere0');
    expect(code).to.equal(3);
  });

  const mistakes = {
    'no targets': ['suites: [sanity]', /:1: .*targets/],
    'an unknown key': ['targets:\n  - lab: model\n    kernel: 6', /:3: 'kernel' is not a key here/],
    'an unknown lab': ['targets:\n  - lab: linux-2.2', /there is no lab 'linux-2\.2'; there are: netns/],
    'neither lab nor target': ['targets:\n  - name: x', /either a lab or a target file/],
    'two of one name': ['targets: [{ lab: model }, { lab: model }]', /two targets are called model/],
    'settings of the model': ['targets:\n  - lab: model\n    settings: { net.ipv4.tcp_sack: 0 }', /its own/],
    'a setting outside of net': ['targets:\n  - lab: netns\n    settings: { kernel.panic: 0 }', /sysctl under net/],
  } as const;
  for (const [what, [text, says]] of Object.entries(mistakes)) {
    it(`is told of ${what}`, async () => {
      writeFileSync(file, text);
      const { code, err } = await matrix();
      expect(err).to.match(says);
      expect(code).to.equal(2);
    });
  }

  it('of the kernels names every lab with one, and this machine’s', () => {
    const kernels = labEntries().filter(({ kernel }) => kernel !== undefined);
    expect(readMatrix('kernels').runs.map(({ lab }) => lab)).to.deep.equal([
      'netns',
      ...kernels.map(({ name }) => name),
    ]);
  });
});
