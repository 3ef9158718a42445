import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { readRun } from '../report/json.js';
import { type Cable, layCable, startInTester } from './hand-made.fixture.js';
import { Started, until, whyNoLab } from './run-program.fixture.js';

const PORT = 2222;
const SSHD = '/usr/sbin/sshd';

describe('an agent that is copied over ssh', function () {
  this.timeout(60_000);
  let cable: Cable;
  let server: Started;
  let temporary: string;

  before(async function () {
    if (whyNoLab() || spawnSync(SSHD, ['-V']).error || spawnSync('ssh', ['-V']).error) this.skip();
    cable = layCable();
    temporary = join(cable.folder, 'tmp-there');
    mkdirSync(temporary);
    server = startServer(cable, temporary);
    await until(() => (/:2222\b/.test(cable.listening()) ? true : undefined));
  });

  after(() => {
    server?.signal('SIGKILL');
    cable?.remove();
  });

  it('makes the calls of a run, and nothing of it is left', async () => {
    const out = join(cable.folder, 'whole');
    const run = await startInTester(cable, ['run', 'sanity/life', '--target', targetFile(cable), '--out', out]).ended;
    expect(run.err).to.equal('');
    expect(run.code).to.equal(0);
    const { summary, target } = await readRun(out);
    expect(summary.PASS).to.equal(1);
    expect(target).to.include({ user: 'agent', os: 'Linux' });
    expect(readdirSync(temporary)).to.deep.equal([]);
    expect(await agentsGone(cable)).to.equal(true);
  });

  it('is gone with the run that is killed', async () => {
    const cases = [
      'run',
      'rfc9293/3.8.3/data-r2',
      '--target',
      targetFile(cable),
      '--out',
      join(cable.folder, 'killed'),
    ];
    const run = startInTester(cable, cases);
    await run.member(/^ssh -T/);
    await until(() => (agents(cable).length > 0 ? true : undefined));
    run.signal('SIGKILL');
    await run.ended;
    expect(await agentsGone(cable)).to.equal(true);
    expect(readdirSync(temporary)).to.deep.equal([]);
  });

  it('ends the run with 3 when its connection is lost', async () => {
    const cases = ['run', 'rfc9293/3.8.3/data-r2', '--target', targetFile(cable), '--out', join(cable.folder, 'lost')];
    const run = startInTester(cable, cases);
    const ssh = await run.member(/^ssh -T/);
    await until(() => (/\b198\.51\.100\.1:(?!2222\b)\d+ /.test(cable.target('ss', '-tn')) ? true : undefined));
    process.kill(ssh, 'SIGKILL');
    const { code, err } = await run.ended;
    expect(code).to.equal(3);
    expect(err).to.match(/the agent is lost: ssh root@198\.51\.100\.1/);
  });

  const refusals: readonly (readonly [what: string, change: Record<string, unknown>, says: RegExp])[] = [
    [
      'a host key that is not known',
      { options: ['StrictHostKeyChecking=yes', 'UserKnownHostsFile=/dev/null'] },
      /host key is not known/,
    ],
    ['a key that it does not take', { identityFile: 'other' }, /lets nobody in with the keys that there are/],
    ['no Node', { node: '/nowhere/node' }, /no Node there under this name/],
    ['a Node that is too old', { node: 'old-node' }, /Node\.js there is v18\.0\.0, and 20\.19 or later is needed/],
    ['no server', { port: PORT + 1 }, /no ssh server answers there/],
  ];
  for (const [what, change, says] of refusals) {
    it(`says what to do about ${what}`, async () => {
      const run = await startInTester(cable, ['run', 'sanity/life', '--target', targetFile(cable, change)]).ended;
      expect(run.err).to.match(says);
      expect(run.code).to.equal(3);
    });
  }
});

/** A server with keys and a configuration of its own, and a folder for temporary files that nobody else uses. */
function startServer(cable: Cable, temporary: string): Started {
  const { folder } = cable;
  for (const name of ['host-key', 'key', 'other'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  execFileSync('cp', [join(folder, 'key.pub'), join(folder, 'authorized')]);
  const old = join(folder, 'old-node');
  writeFileSync(old, `#!/bin/sh\necho '{"starter":"tcpspec","node":"v18.0.0","platform":"linux","arch":"x64"}'\n`);
  chmodSync(old, 0o755);
  const lines = [
    `Port ${PORT}`,
    `ListenAddress ${cable.address4}`,
    `HostKey ${join(folder, 'host-key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized')}`,
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
    'PermitRootLogin prohibit-password',
    `SetEnv TMPDIR=${temporary} PATH=${process.env.PATH ?? ''}`,
  ];
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
  const inside = `mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec ${SSHD} -D -e -f ${join(folder, 'sshd_config')}`;
  return new Started([...cable.inTarget, 'unshare', '--mount', 'sh', '-c', inside], { limitMs: 300_000 });
}

function targetFile(cable: Cable, change: Record<string, unknown> = {}): string {
  const { folder } = cable;
  const named = Object.entries(change).map(([name, value]) => {
    const isFile = name === 'identityFile' || value === 'old-node';
    return [name, isFile ? join(folder, String(value)) : value] as const;
  });
  const options = ['StrictHostKeyChecking=accept-new', `UserKnownHostsFile=${join(folder, 'known')}`];
  const ssh = { host: cable.address4, port: PORT, user: 'root', identityFile: join(folder, 'key'), options };
  const path = join(folder, 'target.yaml');
  const agent = { ssh: { ...ssh, ...Object.fromEntries(named) } };
  writeFileSync(path, stringify({ address4: cable.address4, iface: cable.device, agent }));
  return path;
}

/** The agents that run at the target's end. */
function agents(cable: Cable): string[] {
  const pids = cable.pids();
  return pids.filter((pid) => {
    const { stdout } = spawnSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'latin1' });
    return stdout.startsWith('node\0-e\0');
  });
}

async function agentsGone(cable: Cable): Promise<boolean> {
  return until(() => (agents(cable).length === 0 ? true : undefined));
}
