import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { PROGRAM, start, tcpspec, temporaryFolder, whyNoLab } from './run-program.fixture.js';

describe('the program', function () {
  this.timeout(60_000);

  it('shows its help and its version, and starts fast', async () => {
    const { version } = JSON.parse(readFileSync(join(PROGRAM, '../../package.json'), 'utf8'));
    const help = await tcpspec(['--help']);
    expect(help.out)
      .to.match(/Usage: tcpspec/)
      .and.match(/run /)
      .and.match(/Exit codes: 0 all as expected/);
    expect(help.code).to.equal(0);
    expect(await tcpspec(['--version'])).to.include({ code: 0, out: `${version}\n` });
    expect((await tcpspec(['run', '--help'])).out).to.match(/TCPSPEC_ADDRESS/);
    expect([...loadedAtStart()].filter((each) => !each.startsWith('.'))).to.deep.equal(['commander']);
  });

  it('lists the cases, and one as one', async () => {
    const { out, code } = await tcpspec(['list', 'sanity/life']);
    expect(out)
      .to.match(/sanity\/life +must/)
      .and.match(/\n1 case\n$/);
    expect(code).to.equal(0);
    expect((await tcpspec(['list'])).out).to.match(/\n\d\d+ cases\n$/);
    expect((await tcpspec(['list', '--requirements'])).out).to.match(/^MUST-1 /m);
    expect((await tcpspec(['run', 'sanity', '--list', '--lab', 'netns'])).out).to.match(/\n1 case\n$/);
  });

  it('examines this machine', async () => {
    const { out, err } = await tcpspec(['doctor']);
    expect(err).to.equal('');
    expect(out)
      .to.match(/packet loads/)
      .and.match(/cap loads/)
      .and.match(/raw-socket loads/)
      .and.match(/koffi loads/);
    const { out: wrong, code } = await tcpspec(['doctor', '--iface', 'eth77']);
    expect(wrong).to.match(/PROBLEM no interface is called 'eth77'/);
    expect(code).to.equal(3);
  });

  it('minds no reader that goes away, and leaves nothing', async function () {
    if (whyNoLab()) this.skip();
    const out = join(temporaryFolder(), 'out');
    const head = ['sh', '-c', '("$@" 2>&1; echo "exit code $?" >&2) | head -n 1', 'sh'];
    const run = start(['run', 'sanity', '--lab', 'netns', '--out', out], { prefix: head });
    const list = start(['list'], { prefix: head });
    const [ofRun, ofList] = await Promise.all([run.ended, list.ended]);
    expect(ofRun.err).to.equal('exit code 0\n');
    expect(ofList.err).to.equal('exit code 0\n');
    expect(run.family()).to.deep.equal([]);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).summary.PASS).to.equal(2);
  });
});

/** What the program imports before it knows its command: files from here by their path, packages by their name. */
function loadedAtStart(file = './main.js', seen = new Set<string>()): Set<string> {
  seen.add(file);
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  for (const [, of = ''] of text.matchAll(/^(?:import\b|export\b)[^';=]*?from '([^']+)'/gm)) {
    if (of.startsWith('node:')) continue;
    const path = of.startsWith('.') ? `./${join(dirname(file), of)}`.replace('./../', '../') : of;
    if (seen.has(path)) continue;
    if (of.startsWith('.')) loadedAtStart(path, seen);
    else seen.add(path);
  }
  return seen;
}
