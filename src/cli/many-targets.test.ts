import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { readPcapng } from '../link/pcapng.js';
import { readRun } from '../report/json.js';
import { namespaces, start, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

describe('a run against several targets', function () {
  this.timeout(60_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  it('gives each on one interface a phantom host of its own, and is not stopped by one that is not there', async () => {
    const lan = layLan(['a', 'b']);
    try {
      const folder = lan.targetFiles({ a: '198.51.100.1', b: '198.51.100.2', nobody: '198.51.100.77' });
      const out = join(folder, 'out');
      const args = ['run', 'sanity', 'rfc9293/3.6/half-close*', '--family', '4', '--target', folder, '--out', out];
      const outcome = await start(args, { prefix: lan.inTester }).ended;
      expect(outcome.code).to.equal(3);
      expect(outcome.out).to.match(/^ {2}a +as expected +\d+ PASS .*out\/a\/run\.json$/m);
      expect(outcome.out).to.match(/^ {2}b +as expected +\d+ PASS .*out\/b\/run\.json$/m);
      expect(outcome.out).to.match(/^ {2}nobody +not usable +no ARP reply from 198\.51\.100\.77/m);
      expect(outcome.err).to.match(/^tcpspec: nobody: no ARP reply from 198\.51\.100\.77: is the target up/m);
      const [a, b] = [await readRun(join(out, 'a')), await readRun(join(out, 'b'))];
      expect(a.results.map(({ id, verdict }) => [id, verdict])).to.deep.equal(
        b.results.map(({ id, verdict }) => [id, verdict]),
      );
      expect(sendersOf(join(out, 'a'))).to.have.length(1);
      expect(sendersOf(join(out, 'b'))).to.have.length(1);
      expect(sendersOf(join(out, 'a'))).not.to.deep.equal(sendersOf(join(out, 'b')));
      expect(existsSync(join(out, 'nobody', 'run.json'))).to.equal(false);
    } finally {
      lan.remove();
    }
  });

  it('stops all at an interrupt, with a report of each', async () => {
    const out = join(temporaryFolder(), 'out');
    const cases = ['sanity', 'rfc9293/3.6/**', 'rfc9293/3.10.7.4/**'];
    const run = start(['run', ...cases, '--lab', 'netns', '--targets', '3', '--out', out]);
    await Promise.all([1, 2, 3].map((n) => run.says(new RegExp(`^\\S+-${n}  sanity +.*PASS`, 'm'))));
    run.signal('SIGINT');
    const outcome = await run.ended;
    expect(outcome.code).to.equal(130);
    expect(outcome.out.match(/^ {2}\S+-[123] +interrupted +\d.* PASS/gm)).to.have.length(3);
    for (const name of outcome.out.matchAll(/^ {2}(\S+-[123]) +interrupted/gm)) {
      const { interrupted, results, target } = await readRun(join(out, name[1] ?? ''));
      expect([interrupted, target.name]).to.deep.equal([true, name[1]]);
      expect(results.length).to.be.above(0);
    }
    expect(run.namespaces()).to.deep.equal([]);
    expect(run.family()).to.deep.equal([]);
  });

  it('goes on without one whose agent is lost', async () => {
    const out = join(temporaryFolder(), 'out');
    const run = start(['run', 'sanity', 'rfc9293/3.6/**', '--lab', 'netns', '--targets', '2', '--out', out]);
    await run.says(/^\S+-2 {2}sanity +.*PASS/m);
    process.kill(await run.member(/^\S*node\S* \S*agent\/stdio\.js/), 'SIGKILL');
    const outcome = await run.ended;
    expect(outcome.code).to.equal(3);
    expect(outcome.out.match(/^ {2}\S+ +as expected +\d+ PASS/gm)).to.have.length(1);
    expect(outcome.out.match(/^ {2}\S+ +not usable +.*the run was broken off: the target's agent/gm)).to.have.length(1);
  });

  it('works in a lab that stays, by a folder of target files or by each of them', async () => {
    const folder = temporaryFolder();
    const files = join(folder, 'targets');
    const up = await tcpspec(['lab', 'up', 'netns', '--targets', '2', '--out', files]);
    expect(up.code).to.equal(0);
    const name = /^(tcpspec-kept-\w+) is up/.exec(up.err)?.[1] ?? '';
    try {
      expect(up.err).to.include(`ip netns exec ${name}-tester tcpspec run --target ${files}`);
      const prefix = ['ip', 'netns', 'exec', `${name}-tester`];
      const run = ['run', 'sanity', '--seed', '7', '--out', join(folder, 'out')];
      const whole = await start([...run, '--target', files], { prefix }).ended;
      expect(whole.code).to.equal(0);
      const named = [...whole.out.matchAll(/^ {2}(\S+) +as expected/gm)].map(([, each]) => join(files, `${each}.yaml`));
      expect(named).to.have.length(2);
      const env = { TCPSPEC_TARGET: named.join(delimiter) };
      expect((await start(run, { prefix, env }).ended).out.match(/as expected/g)).to.have.length(2);
      const broken = join(folder, 'broken.yaml');
      const at = { name: 'broken', address4: '198.18.1.1', iface: 'test1' };
      writeFileSync(broken, stringify({ ...at, agent: { command: ['false'] } }));
      const last = await start([...run, '--target', named[1] ?? '', '--target', broken], { prefix }).ended;
      expect(last.out).to.match(/^ {2}broken +not usable +the target's agent cannot be used: .*false: exited with 1/m);
      expect([last.code, last.out.match(/as expected/g)?.length]).to.deep.equal([3, 1]);
    } finally {
      const down = await tcpspec(['lab', 'down', name]);
      expect(down.out.match(/^removed /gm)).to.have.length(3);
    }
    expect(namespaces().filter((each) => each.startsWith(name))).to.deep.equal([]);
  });
});

/** The hardware addresses that a run's TCP segments over IPv4 were sent from. */
function sendersOf(folder: string): string[] {
  const { frames } = readPcapng(join(folder, 'evidence.pcapng'));
  const segments = frames.filter(({ direction, bytes }) => direction === 'sent' && bytes[12] === 8 && bytes[23] === 6);
  return [...new Set(segments.map(({ bytes }) => Buffer.from(bytes.subarray(6, 12)).toString('hex')))];
}

/** A tester and targets on one switch, each in a namespace. */
function layLan(targets: readonly string[]) {
  const name = (end: string) => `hand-${process.pid}-lan-${end}`;
  const ip = (...words: readonly string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ends = ['switch', 'tester', ...targets];
  for (const end of ends) ip('netns', 'add', name(end));
  ip('-netns', name('switch'), 'link', 'add', 'lan', 'type', 'bridge', 'mcast_snooping', '0');
  ip('-netns', name('switch'), 'link', 'set', 'lan', 'up');
  for (const [n, end] of ['tester', ...targets].entries()) {
    const port = ['type', 'veth', 'peer', 'name', 'lan0', 'netns', name(end)];
    ip('-netns', name('switch'), 'link', 'add', `port${n}`, ...port);
    ip('-netns', name('switch'), 'link', 'set', `port${n}`, 'master', 'lan', 'up');
    ip('-netns', name(end), 'address', 'add', `198.51.100.${n === 0 ? 9 : n}/24`, 'dev', 'lan0');
    ip('-netns', name(end), 'link', 'set', 'lan0', 'up');
    ip('netns', 'exec', name(end), 'ethtool', '-K', 'lan0', 'tx', 'off', 'gro', 'off');
  }
  return {
    inTester: ['ip', 'netns', 'exec', name('tester')],
    /** A folder with a file for each target, by name and address. */
    targetFiles(addresses: Readonly<Record<string, string>>): string {
      const folder = join(temporaryFolder(), 'targets');
      mkdirSync(folder);
      for (const [target, address4] of Object.entries(addresses)) {
        const command = ['ip', 'netns', 'exec', name(target), process.execPath, AGENT];
        const file = { name: target, address4, iface: 'lan0', agent: { command } };
        writeFileSync(join(folder, `${target}.yaml`), stringify(file));
      }
      return folder;
    },
    remove() {
      for (const end of ends) ip('netns', 'delete', name(end));
    },
  };
}
