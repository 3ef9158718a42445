import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { readRun } from '../report/json.js';
import type { Run } from '../report/run.js';
import { type Cable, layCable, startInTester } from './hand-made.fixture.js';
import { Started, whyNoLab } from './run-program.fixture.js';

const HOSTILE = fileURLToPath(new URL('./hostile.fixture.js', import.meta.url));
const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));
/** Resets in all states, where what comes unasked for would be taken for the target's answer. Some 60 cases, none of them long. */
const CASES = ['rfc5961/3.2'];
const PHANTOM = { phantom4: '198.51.100.200', phantom6: '2001:db8:7::200' };
const MOST_MIB = 400;

describe('a hostile host on the link', function () {
  this.timeout(120_000);
  let wire: Cable;
  let undisturbed: { run: Run; code: number | null };

  before(async function () {
    if (whyNoLab()) this.skip();
    wire = layCable({ addresses: false });
    undisturbed = await run('undisturbed');
  });

  after(() => wire?.remove());

  async function run(name: string): Promise<{ run: Run; code: number | null; mostMib: number; err: string }> {
    const file = join(wire.folder, `${name}.yaml`);
    const command = [...wire.inTarget, process.execPath, AGENT];
    const { address4, address6, device: iface } = wire;
    writeFileSync(file, stringify({ name, address4, address6, iface, ...PHANTOM, agent: { command } }));
    const out = join(wire.folder, name);
    const started = startInTester(wire, ['run', ...CASES, '--target', file, '--seed', '1', '--out', out]);
    let mostMib = 0;
    const look = setInterval(() => {
      mostMib = Math.max(mostMib, peakMib(started.pid));
    }, 50);
    const { code, err } = await started.ended;
    clearInterval(look);
    const run = await readRun(out).catch(() => expect.fail(`no report, exit ${code}: ${err}`));
    return { run, code, mostMib, err };
  }

  async function under(mode: 'blind' | 'seeing' | 'usurping', rate: number) {
    const { address4: target4, address6: target6 } = wire;
    const env = { HOSTILE_VICTIM: JSON.stringify({ target4, target6, ...PHANTOM }) };
    const command = [...wire.inTarget, process.execPath, HOSTILE, 'wire1', mode, String(rate)];
    const hostile = new Started(command, { env });
    await hostile.says(/hostile/);
    try {
      return await run(mode);
    } finally {
      hostile.signal('SIGKILL');
      await hostile.ended;
    }
  }

  function verdicts({ results }: Run): Record<string, string> {
    return Object.fromEntries(results.map(({ id, family, verdict }) => [`${id} IPv${family}`, verdict]));
  }

  it('that floods the tester changes no verdict', async () => {
    const { run, code, mostMib } = await under('blind', 2_000);
    expect(verdicts(run)).to.deep.equal(verdicts(undisturbed.run));
    expect(code).to.equal(undisturbed.code);
    expect(mostMib).to.be.below(MOST_MIB);
    const { strange = {}, claims = [] } = run.tester.link;
    expect(strange.strays).to.be.above(0); // it came through; how much of it, is the machine's load
    expect(strange.unasked).to.be.above(0);
    expect(claims.map(({ address }) => address)).to.include.members([wire.address4, wire.address6]);
  });

  it('that speaks in the name of the target makes no verdict wrong, and leaves the connections of others alone', async () => {
    const { run, mostMib } = await under('seeing', 200);
    const [told, right] = [verdicts(run), verdicts(undisturbed.run)];
    expect(Object.keys(told)).to.deep.equal(Object.keys(right));
    const other = Object.keys(told).filter((key) => told[key] !== right[key]);
    for (const key of other) expect(told[key], key).to.equal('INCONCLUSIVE');
    expect(other.length).to.be.below(Object.keys(told).length);
    expect(run.tester.link.strange, JSON.stringify(run.tester.link)).to.have.property('foreign').above(0);
    expect(mostMib).to.be.below(MOST_MIB);
  });

  it("that claims the tester's own address spoils the run, which says so", async () => {
    const { run, code, err } = await under('usurping', 200);
    expect(run.tester.link.claims?.map(({ address }) => address)).to.deep.equal([PHANTOM.phantom4]);
    expect(err).to.match(/the host at 02:00:00:00:66:66 claims 198\.51\.100\.200, the phantom host's own address/);
    expect(code).to.equal(3);
  });
});

function peakMib(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
