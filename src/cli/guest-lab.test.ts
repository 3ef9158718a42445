import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { namespaces, type Started, start, tcpspec, temporaryFolder, until, whyNoLab } from './run-program.fixture.js';

const LAB = 'linux-6.1';
/** Some of every kind, and none that waits for a time-out. */
const CASES = ['sanity', 'rfc9293/3.10.7.4/syn-received-*', 'rfc9293/3.10.7.4/rst-in-*', 'rfc9293/3.9.2.2/*'];

const BOOTED_WITHIN_MS = 60_000;

/** The folders of labs that a process has made. */
function foldersOf({ pid }: Started): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`tcpspec-${pid}.`));
}

/** Once nothing of a run is there any more. */
async function leftNothing(run: Started): Promise<void> {
  await until(() => (run.family().length === 0 && run.namespaces().length === 0 ? true : undefined));
  expect(foldersOf(run)).to.deep.equal([]);
}

describe('a lab with a virtual machine', function () {
  this.timeout(120_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  it('is made for a run, with the settings asked for, and leaves nothing', async () => {
    const out = join(temporaryFolder(), 'report');
    const settings = ['--setting', 'net.ipv4.tcp_sack=0', '--setting', 'net.ipv4.tcp_ecn_fallback=0'];
    const run = start(['run', ...CASES, '--lab', LAB, ...settings, '--out', out], { limitMs: 110_000 });
    const { code, err } = await run.ended;
    expect(err).not.to.include('tcpspec:');
    expect(code).to.equal(0);
    const { target, summary } = await readRun(out);
    expect(target).to.include({ name: LAB, os: 'Linux', user: 'agent' });
    expect(target.kernel).to.match(/^6\.1\./);
    expect(target.lab?.image).to.match(/^linux-image-6\.1\..* 6\.1\.\d+/);
    expect(target.settings).to.include({ 'net.ipv4.tcp_sack': '0', 'net.ipv4.tcp_ecn_fallback': '0' });
    expect(target.settings).to.include({ 'net.ipv4.tcp_congestion_control': 'reno' });
    expect(summary.PASS).to.be.above(10);
    expect(summary).to.include({ INCONCLUSIVE: 0, ERROR: 0 });
    await leftNothing(run);
  });

  it('goes with the process that made it, even when that is killed', async () => {
    const out = join(temporaryFolder(), 'report');
    const run = start(['run', 'rfc9293/**', '--lab', LAB, '--out', out], { limitMs: 110_000 });
    const machine = await run.member(/^qemu/);
    await run.says(/^not pinned: .*tcp_syn_linear_timeouts/m, BOOTED_WITHIN_MS);
    run.signal('SIGKILL');
    await run.ended;
    await until(() => (existsSync(`/proc/${machine}/cwd`) ? undefined : true));
    await leftNothing(run);
  });

  it('is given up at once on SIGINT while it comes up', async () => {
    const run = start(['run', 'sanity', '--lab', LAB, '--out', join(temporaryFolder(), 'report')]);
    await run.member(/^qemu/);
    run.signal('SIGINT');
    const { code, err } = await run.ended;
    expect(err).to.include('interrupted before any case had run');
    expect(code).to.equal(130);
    await leftNothing(run);
  });

  it('stays when it is asked to, until it is taken down by its kind', async () => {
    const folder = temporaryFolder();
    const up = await tcpspec(['lab', 'up', LAB, '--setting', 'net.ipv4.tcp_sack=0'], { limitMs: 110_000 });
    expect(up.code).to.equal(0);
    const name = /^(tcpspec-kept-\w+) is up/m.exec(up.err)?.[1] ?? '';
    try {
      writeFileSync(join(folder, 'lab.yaml'), up.out);
      expect((await tcpspec(['lab', 'list'])).out).to.match(new RegExp(`^${name}  kept \\(${LAB}\\)$`, 'm'));
      const args = ['run', 'sanity', '--target', join(folder, 'lab.yaml'), '--out', join(folder, 'out')];
      const run = await tcpspec(args, { prefix: ['ip', 'netns', 'exec', `${name}-tester`] });
      expect(run.err).not.to.include('tcpspec:');
      expect((await readRun(join(folder, 'out'))).target.settings).to.include({ 'net.ipv4.tcp_sack': '0' });
    } finally {
      expect(await tcpspec(['lab', 'down', LAB])).to.include({ code: 0, out: `removed ${name}-tester\n` });
    }
    expect(namespaces().filter((each) => each.startsWith(name))).to.deep.equal([]);
    expect(existsSync(join(tmpdir(), name))).to.equal(false);
  });

  it('may be User-mode Linux, whose agent listens on the link', async () => {
    const out = join(temporaryFolder(), 'report');
    const run = start(['run', ...CASES, '--lab', 'uml', '--out', out], { limitMs: 110_000 });
    const { code, err } = await run.ended;
    expect(err).not.to.include('tcpspec:');
    expect(code).to.equal(0);
    const { target, summary } = await readRun(out);
    expect(target.lab).to.include({ name: 'uml', accelerator: 'uml' });
    expect(target.settings).to.include({ 'net.ipv4.tcp_congestion_control': 'reno' });
    expect(summary.PASS).to.be.above(10);
    await leftNothing(run);
  });

  it('may be a stack that only has services', async () => {
    const out = join(temporaryFolder(), 'report');
    const run = start(['run', 'sanity', '--lab', 'lwip', '--out', out]);
    const { code, err } = await run.ended;
    expect(err).not.to.include('tcpspec:');
    expect(code).to.equal(0);
    const { target, summary } = await readRun(out);
    expect(target).to.include({ name: 'lwip', user: 'services' });
    expect(target.services?.filter(({ answers }) => answers)).to.have.length(10);
    expect(summary).to.include({ PASS: 2, FAIL: 0 });
    await leftNothing(run);
  });
});
