import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { readRun } from '../report/json.js';
import { against, type Cable, layCable, startInTester } from './hand-made.fixture.js';
import { type Started, until, whyNoLab } from './run-program.fixture.js';

/** Long enough to be ended in the middle: some of its cases wait for time-outs of seconds. */
const LONG = ['sanity', 'rfc9293/3.6/**', 'rfc9293/3.10.7.4/**'];
const GUARD = /offload-guard\.js/;

describe('the offloads of the interface', function () {
  this.timeout(60_000);
  let wire: Cable;
  let asFound: string;

  before(function () {
    if (whyNoLab()) this.skip();
  });

  beforeEach(async () => {
    wire = layCable();
    wire.tester('ethtool', '-K', 'wire0', 'gro', 'on');
    asFound = features();
    await wire.agent();
  });

  afterEach(() => wire.remove());

  function features(): string {
    return wire.tester('ethtool', '-k', 'wire0');
  }

  function merges(): boolean {
    return /generic-receive-offload: on/.test(features());
  }

  /** A run with its offloads off, whose cases are under way. */
  async function underWay(): Promise<Started> {
    const run = startInTester(wire, against(wire, ...LONG, '--offloads-off'));
    await run.says(/^sanity +2? ?.*PASS/m);
    expect(merges()).to.equal(false);
    return run;
  }

  it('are off for a run that may turn them off, are told of, and are back afterwards', async () => {
    const outcome = await startInTester(wire, against(wire, 'sanity', '--offloads-off')).ended;
    expect(outcome.out).to.match(/offloads of wire0 are off for this run: .*generic-receive-offload/);
    expect(outcome.err).not.to.include('tcpspec:');
    expect(outcome.code).to.equal(0);
    expect(features()).to.equal(asFound);
    const { offloads } = (await readRun(join(wire.folder, 'report'))).tester.link;
    expect(offloads?.on).to.deep.equal([]);
    expect(offloads?.turnedOff).to.include('generic-receive-offload');
  });

  it('may be turned off by the word of the target file', async () => {
    const file = join(wire.folder, 'target.yaml');
    const { address4, device: iface, tokenFile } = wire;
    writeFileSync(file, stringify({ address4, iface, agent: { tokenFile }, offloads: 'off' }));
    const args = ['run', 'sanity', '--target', file, '--out', join(wire.folder, 'report')];
    expect((await startInTester(wire, args).ended).code).to.equal(0);
    expect(features()).to.equal(asFound);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`are back after a run that ${signal} ended`, async () => {
      const run = await underWay();
      run.signal(signal);
      await run.ended;
      await until(() => (features() === asFound ? true : undefined));
    });
  }

  it('stay off until the last of two runs has ended, and no run relies on another', async () => {
    const first = await underWay();
    const out = ['--out', join(wire.folder, 'other')];
    const without = await startInTester(wire, against(wire, 'sanity', ...out)).ended;
    expect(without.err).to.match(
      /another run has turned the offloads of wire0 off.*give --offloads-off to this one too/,
    );
    expect(without.code).to.equal(3);
    const second = await startInTester(wire, against(wire, 'sanity', '--offloads-off', ...out)).ended;
    expect(second.code).to.equal(0);
    expect(merges()).to.equal(false);
    first.signal('SIGTERM');
    await first.ended;
    expect(features()).to.equal(asFound);
  });

  it('that a killed run and a killed guard have left off are told of by the next run, and put back by doctor', async () => {
    const run = await underWay();
    const guard = await run.member(GUARD);
    run.signal('SIGSTOP'); // so that it cannot replace its guard
    process.kill(guard, 'SIGKILL');
    run.signal('SIGKILL');
    await run.ended;
    expect(merges()).to.equal(false);

    rmSync(join(wire.folder, 'report'), { recursive: true, force: true });
    const next = await startInTester(wire, against(wire, 'sanity')).ended;
    expect(next.out).to.match(/a run that was killed left offloads of wire0 off .*`tcpspec doctor --iface wire0`/);
    expect(next.code).to.equal(0);
    expect(existsSync(join(wire.folder, 'report'))).to.equal(true);

    const doctor = await startInTester(wire, ['doctor', '--iface', 'wire0']).ended;
    expect(doctor.out).to.match(/put back the offloads of wire0 that a killed run left off: .*generic-receive-offload/);
    expect(doctor.out).to.match(/wire0 has generic-receive-offload on: the kernel merges segments.*--offloads-off/);
    expect(doctor.code).to.equal(0);
    expect(features()).to.equal(asFound);
  });

  it('cannot be turned off without ethtool, which is said', async () => {
    const env = { PATH: '/usr/bin:/bin' };
    const args = against(wire, 'sanity', '--offloads-off');
    const hidden = ['unshare', '--mount', 'sh', '-c', HIDE, 'sh'];
    const outcome = await startInTester({ ...wire, inTester: [...wire.inTester, ...hidden] }, args, { env }).ended;
    expect(outcome.err).to.match(/ethtool is not installed: install the package ethtool/);
    expect(outcome.code).to.equal(3);
    expect(features()).to.equal(asFound);
  });
});

/** Has the command that follows see no ethtool: an empty file that cannot be run lies over it. */
const HIDE = `
for file in $(PATH="$PATH:/usr/sbin:/sbin" command -v ethtool); do mount -t tmpfs tmpfs "$(dirname "$file")" || exit 9; done
exec "$@"
`;
