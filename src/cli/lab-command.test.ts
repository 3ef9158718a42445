import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readRun } from '../report/json.js';
import { AS_NOBODY, readableProgram } from './nobody.fixture.js';
import { inPrivateNetwork, namespaces, start, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

describe('tcpspec lab', function () {
  this.timeout(60_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  it('makes one that stays, runs in it by its printed file, and takes it away unless it is in use', async () => {
    const folder = temporaryFolder();
    const up = await tcpspec(['lab', 'up', 'netns']);
    expect(up.code).to.equal(0);
    const name = /^(tcpspec-kept-\w+) is up/.exec(up.err)?.[1] ?? '';
    expect(up.err).to.include(`ip netns exec ${name}-tester tcpspec run --target FILE`);
    expect(parse(up.out)).to.include({ iface: 'test0', address4: '192.0.2.1' });
    writeFileSync(join(folder, 'lab.yaml'), up.out);
    const list = await tcpspec(['lab', 'list']);
    expect(list.out)
      .to.match(/^netns .*: ready$/m)
      .and.match(new RegExp(`^${name}  kept$`, 'm'));

    const args = [
      'run',
      'sanity',
      'rfc9293/3.6/**',
      '--target',
      join(folder, 'lab.yaml'),
      '--out',
      join(folder, 'out'),
    ];
    const run = start(args, { prefix: ['ip', 'netns', 'exec', `${name}-tester`] });
    await run.says(/^sanity .*PASS/m);
    const refused = await tcpspec(['lab', 'down', name]);
    expect(refused.err).to.match(
      new RegExp(`${name} is in use by process \\d+ \\(node tcpspec\\.js run.*: end that first`),
    );
    expect(refused.code).to.equal(3);
    expect((await run.ended).code).to.equal(0);
    expect((await readRun(join(folder, 'out'))).summary.PASS).to.be.above(2);

    const doctor = ['doctor', '--iface', 'test0', '--address', '192.0.2.1'];
    const { code, out } = await tcpspec(doctor, { prefix: ['ip', 'netns', 'exec', `${name}-tester`] });
    expect(out)
      .to.match(/test0 is up and carries Ethernet/)
      .and.match(/192\.0\.2\.1 was found from 192\.0\.2\.\d+/);
    expect(out)
      .to.match(/it answers echo requests in [\d.]+ ms/)
      .and.match(/test0 has no offload/);
    expect(code).to.equal(0);

    const down = await tcpspec(['lab', 'down', name]);
    expect(down).to.include({ code: 0, out: `removed ${name}-target\nremoved ${name}-tester\n` });
    expect(namespaces().filter((each) => each.startsWith(name))).to.deep.equal([]);
  });

  it('takes away all that nobody uses', async function () {
    if (!inPrivateNetwork()) this.skip(); // it would remove other people's
    expect((await tcpspec(['lab', 'down'])).out).to.equal('nothing is left over\n');
    await Promise.all([tcpspec(['lab', 'up', 'netns']), tcpspec(['lab', 'up', 'netns'])]);
    const down = await tcpspec(['lab', 'down']);
    expect(down.out.match(/^removed /gm)).to.have.length(4);
    expect(namespaces().filter((each) => each.startsWith('tcpspec-'))).to.deep.equal([]);
  });

  it('is the same in a user namespace for an ordinary user, whose path need not lead to everything', async () => {
    const { program, folder } = readableProgram();
    const args = ['run', 'sanity', 'rfc9293/3.6/**', '--lab', 'netns', '--out', join(folder, 'out')];
    const env = { PATH: '/usr/bin:/bin' };
    const { code, err } = await tcpspec(args, { prefix: AS_NOBODY, program, env });
    expect(err).not.to.include('tcpspec:');
    expect(code).to.equal(0);
    const { target, summary } = await readRun(join(folder, 'out'));
    expect(summary).to.include({ FAIL: 0, ERROR: 0, INCONCLUSIVE: 0 });
    expect(target.settings).to.include({ 'net.ipv4.tcp_syncookies': '0' });
  });
});
