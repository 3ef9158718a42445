import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { against, type Cable, layCable, startInTester } from './hand-made.fixture.js';
import { type Start, whyNoLab } from './run-program.fixture.js';

/** Few, so that no time-out of the target's own is waited for. */
const CASES = ['syn-received-*', 'rst-in-established', 'rst-in-fin-wait-*', 'rst-in-close-wait'].map(
  (name) => `rfc9293/3.10.7.4/${name}`,
);
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

describe('a target made by hand', function () {
  this.timeout(60_000);
  const cables: Cable[] = [];

  before(function () {
    if (whyNoLab()) this.skip();
  });

  after(() => {
    for (const cable of cables) cable.remove();
  });

  function cable(options?: Parameters<typeof layCable>[0]): Cable {
    const laid = layCable(options);
    cables.push(laid);
    return laid;
  }

  async function report(wire: Cable, args: readonly string[], options: Start = {}): Promise<Run> {
    const outcome = await startInTester(wire, args, options).ended;
    expect(outcome.err).not.to.include('tcpspec:');
    expect(outcome.code).to.equal(0);
    return readRun(join(wire.folder, 'report'));
  }

  it('is tested through an agent that listens, over both families', async () => {
    const wire = cable();
    await wire.agent();
    const flags = ['--agent', '198.51.100.1:9293', '--address', wire.address6];
    const run = await report(wire, against(wire, ...CASES, ...flags));
    expect(run.summary).to.include({ FAIL: 0, ERROR: 0, DEVIATES: 0 });
    expect(run.summary.PASS).to.be.above(4);
    // The machine's own setting, which a hand-made target keeps.
    const unjudged = run.results.filter(({ verdict }) => verdict === 'INCONCLUSIVE');
    for (const { message } of unjudged)
      expect(message).to.match(/^SYN cookies are on \(net\.ipv4\.tcp_syncookies = \d\)/);
    expect(run.target).to.include({ address4: wire.address4, address6: wire.address6, user: 'agent' });
  });

  it('needs no address at the tester, when a command of its file starts the agent', async () => {
    const wire = cable({ addresses: false });
    const file = join(wire.folder, 'target.yaml');
    const command = [...wire.inTarget, process.execPath, AGENT];
    const { address4, address6, device: iface } = wire;
    writeFileSync(file, stringify({ name: 'by-hand', address4, address6, iface, agent: { command } }));
    const run = await report(wire, ['run', 'sanity', '--target', file, '--out', join(wire.folder, 'report')]);
    expect(run.summary.PASS).to.equal(2);
    expect(run.target.name).to.equal('by-hand');
  });

  it('is described by flags before the environment before the file', async () => {
    const wire = cable();
    await Promise.all([wire.agent(), wire.agent({ listen: '[2001:db8:7::1]:9293' })]);
    const file = join(wire.folder, 'target.yaml');
    const nowhere = {
      address4: '198.51.100.66',
      iface: 'eth9',
      agent: { address: '198.51.100.66:1', tokenFile: '/no' },
    };
    writeFileSync(file, stringify({ name: 'by-hand', seed: 1, concurrency: 2, ...nowhere }));
    const env = {
      TCPSPEC_TARGET: file,
      TCPSPEC_ADDRESS: wire.address6,
      TCPSPEC_IFACE: 'eth8',
      TCPSPEC_AGENT: `[${wire.address6}]`,
      TCPSPEC_TOKEN_FILE: wire.tokenFile,
      TCPSPEC_SEED: '2',
      TCPSPEC_OUT: join(wire.folder, 'report'),
    };
    const run = await report(wire, ['run', 'sanity', '--iface', 'wire0'], { env });
    expect(run.target).to.include({ name: 'by-hand', address6: wire.address6 }).and.not.have.property('address4');
    expect(run.seed).to.equal(2);
    const again = await report(wire, ['run', 'sanity', '--iface', 'wire0', '--seed', '3', '--family', '6'], { env });
    expect(again.seed).to.equal(3);
  });
});
