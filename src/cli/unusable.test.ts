import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { against, type Cable, layCable, startInTester } from './hand-made.fixture.js';
import { AS_NOBODY, readableProgram } from './nobody.fixture.js';
import { namespaces, type Outcome, start, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

/** Long enough to be cut short: some of its cases wait for time-outs of seconds. */
const LONG = ['sanity', 'rfc9293/3.6/**', 'rfc9293/3.10.7.4/**'];
const SOME_RAN = /^sanity +2? ?.*PASS/m;
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

describe('what cannot be used', function () {
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

  function expectRefused(outcome: Outcome, says: RegExp, code = 3) {
    expect(outcome.err).to.match(says);
    expect(outcome.err).not.to.include('a fault of its own');
    expect(outcome.code).to.equal(code);
  }

  it('is told with what to do: interface, target, agent', async () => {
    const wire = cable();
    const agent = await wire.agent();
    const down = cable();
    down.ip('link', 'set', 'wire0', 'down');
    const wrong = join(wire.folder, 'wrong');
    writeFileSync(wrong, 'another token of some length');
    const far = (address: string) => ['run', 'sanity', '--address', address, '--iface', 'wire0'];
    const flags = ['--token-file', wire.tokenFile, '--agent', '198.51.100.1:9293', '--out', join(wire.folder, 'r')];
    const run = (args: readonly string[], at = wire) => startInTester(at, args).ended;
    const [iface, isDown, nobody, offLink, everyone, token, noAgent] = await Promise.all([
      run(against(wire, 'sanity', '--iface', 'eth9')),
      run(against(down, 'sanity'), down),
      run([...far('198.51.100.77'), ...flags]),
      run([...far('10.1.2.3'), ...flags]),
      run([...far('198.51.100.255'), ...flags]),
      run(against(wire, 'sanity', '--token-file', wrong)),
      run(against(wire, 'sanity', '--agent', '198.51.100.1:9')),
    ]);
    agent.signal('SIGTERM');
    expectRefused(iface, /no interface is called 'eth9'; there are: lo, wire0/);
    expectRefused(isDown, /wire0 is down; run: ip link set wire0 up/);
    expectRefused(nobody, /no ARP reply from 198\.51\.100\.77: is the target up, on this link/);
    expectRefused(offLink, /10\.1\.2\.3 is not on the link of wire0 \(.*: give the right --iface, or a gateway/);
    expectRefused(everyone, /198\.51\.100\.255 is the broadcast address of 198\.51\.100\.9\/24/, 2);
    expectRefused(token, /the target's agent refused the token: give the file .* --token-file/);
    expectRefused(
      noAgent,
      /agent at 198\.51\.100\.1 port 9: .*ECONNREFUSED.*: start it on the target with `tcpspec agent/,
    );
    expect((await agent.ended).code).to.equal(0);
  });

  it('is told of offloads before they spoil a verdict', async () => {
    const unfinished = cable({ offloads: true });
    const merging = cable();
    merging.tester('ethtool', '-K', 'wire0', 'gro', 'on');
    const each = [unfinished, merging].map(async (wire) => {
      await wire.agent();
      return startInTester(wire, against(wire, 'sanity')).ended;
    });
    const [first, second] = (await Promise.all(each)) as [Outcome, Outcome];
    expectRefused(first, /arrive with unfinished checksums.*On the target run `ethtool -K DEV tx off`/);
    expectRefused(second, /wire0 merges segments that arrive \(generic-receive-offload\).* give --offloads-off/);
  });

  it('ends a run at once, with a report of what ran: the agent goes', async () => {
    const wire = cable();
    const agent = await wire.agent();
    const run = startInTester(wire, against(wire, ...LONG));
    await run.says(SOME_RAN);
    agent.signal('SIGKILL');
    const killedMs = performance.now();
    const outcome = await run.ended;
    expect(performance.now() - killedMs).to.be.below(3_000);
    expectRefused(outcome, /the run was broken off: .*agent at 198\.51\.100\.1 port 9293/);
    await expectInterruptedReport(join(wire.folder, 'report'));
  });

  it('ends a run at once, with a report of what ran: the interface goes down', async () => {
    const wire = cable({ addresses: false });
    const command = [...wire.inTarget, process.execPath, AGENT];
    writeFileSync(join(wire.folder, 't.yaml'), JSON.stringify({ agent: { command } }));
    const run = startInTester(wire, against(wire, ...LONG, '--target', join(wire.folder, 't.yaml')));
    const inLab = start(['run', ...LONG, '--lab', 'netns', '--out', join(wire.folder, 'lab')]);
    await Promise.all([run.says(SOME_RAN), inLab.says(SOME_RAN)]);
    const tester = inLab.namespaces().find((name) => name.endsWith('-tester')) ?? '';
    wire.ip('link', 'set', 'wire0', 'down');
    execFileSync('ip', ['-netns', tester, 'link', 'set', 'test0', 'down']);
    const [outcome, outcomeInLab] = await Promise.all([run.ended, inLab.ended]);
    expectRefused(outcome, /the run was broken off: wire0 went down; bring it up/);
    await expectInterruptedReport(join(wire.folder, 'report'));
    expectRefused(outcomeInLab, /the run was broken off: test0 went down/);
    await expectInterruptedReport(join(wire.folder, 'lab'));
    expect(inLab.namespaces()).to.deep.equal([]);
  });

  it('leaves no half of a report: the disk is full', async () => {
    const out = join(temporaryFolder(), 'small');
    mkdirSync(out);
    const mount = 'mount -t tmpfs -o size=4k tmpfs "$1" && shift && exec "$@"';
    const prefix = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `${mount}`, 'sh', out];
    const kept = ['sh', '-c', '"$@"; code=$?; ls -A "$0" >&2; exit $code', out];
    const run = start(['run', 'sanity', '--lab', 'netns', '--out', out], { prefix: [...prefix, ...kept] });
    const outcome = await run.ended;
    expectRefused(outcome, /the report could not be written, and there is none of this run: .*ENOSPC.*free some space/);
    expect(outcome.err).not.to.match(/run\.json|\.partial$/m);
    expect(outcome.err.trim().split('\n')).to.have.length(1);
    expect(namespaces().filter((name) => name.startsWith('tcpspec-'))).to.deep.equal([]);
  });

  it('is told to an ordinary user', async () => {
    const wire = cable();
    await wire.agent();
    const readable = readableProgram();
    const prefix = [...wire.inTester, ...AS_NOBODY];
    const tokenFile = join(readable.folder, 'token');
    writeFileSync(tokenFile, 'a token of some length');
    const args = against(wire, 'sanity', '--out', join(readable.folder, 'out'), '--token-file', tokenFile);
    const outcome = await tcpspec(args, { prefix, program: readable.program });
    expectRefused(outcome, /capturing on wire0 needs CAP_NET_RAW; run as root/);
    const noUnshare = join(readable.folder, 'bin');
    mkdirSync(noUnshare);
    writeFileSync(join(noUnshare, 'unshare'), '#!/bin/sh\necho "unshare: not permitted" >&2; exit 1\n', {
      mode: 0o755,
    });
    const env = { PATH: `${noUnshare}:${process.env.PATH}` };
    const lab = ['run', 'sanity', '--lab', 'netns', '--out', join(readable.folder, 'out')];
    const forbidden = await tcpspec(lab, { prefix: AS_NOBODY, program: readable.program, env });
    expectRefused(
      forbidden,
      /user namespace cannot be made \(.*not permitted\): run as root, or allow user namespaces/,
    );
    const up = await tcpspec(['lab', 'up', 'netns'], { prefix: AS_NOBODY, program: readable.program });
    expectRefused(up, /a lab that stays needs root/);
  });
});

async function expectInterruptedReport(out: string): Promise<void> {
  const run = await readRun(out);
  expect(run.interrupted).to.equal(true);
  expect(run.results.length).to.be.above(0);
  expect(readdirSync(out).sort()).to.deep.equal(['evidence.pcapng', 'run.json']);
}
