import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect } from 'chai';
import { holdOffloads, isGuarded, restoreOffloads } from './hold-offloads.js';
import { readFeatures } from './offload-device.js';
import { guardSocketPath, keepRecord, parseRecord, readRecord, recordPath } from './offload-record.js';
import { changeable } from './offloads.js';
import { makeVeth, type Veth, whyNoVeth } from './veth.fixture.js';

const MODULE = new URL('./hold-offloads.js', import.meta.url).href;

describe('offloads that are held off', function () {
  this.timeout(60_000);
  let veth: Veth;
  let device: string;
  let asFound: string;

  before(function () {
    if (whyNoVeth()) this.skip();
  });

  beforeEach(() => {
    veth = makeVeth();
    device = veth.a;
    // A mixture: one thing on that is usually off, one off that is usually on, and segmentation wanted but not possible.
    const mixture = ['gro', 'on', 'rx', 'on', 'tx', 'off', 'sg', 'on', 'tso', 'on', 'gso', 'on', 'rx-gro-list', 'on'];
    execFileSync('ethtool', ['-K', device, ...mixture], { stdio: 'ignore' });
    asFound = shown();
    expect(asFound)
      .to.match(/tx-tcp-segmentation: off \[requested on\]/)
      .and.match(/rx-gro-list: on/);
  });

  afterEach(async () => {
    await killGuards();
    if (readRecord(device)) await restoreOffloads(device);
    veth.remove();
    for (const path of [recordPath(device), guardSocketPath(device)]) rmSync(path, { force: true }); // of guards that were killed
  });

  function shown(): string {
    return execFileSync('ethtool', ['-k', device], { encoding: 'utf8' });
  }

  function guards(): number[] {
    return readdirSync('/proc').flatMap((name) => {
      const words = /^\d+$/.test(name) ? commandOf(name) : [];
      return words[1]?.endsWith('offload-guard.js') && words[2] === device ? [Number(name)] : [];
    });
  }

  /** Until the kernel has closed what they had open: their command line is gone before. */
  async function killGuards(): Promise<void> {
    const pids = guards();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await until(() => pids.every(hasEnded));
  }

  function allOff(): boolean {
    return changeable(readFeatures(device)).length === 0;
  }

  /** Another process that holds them, ready. */
  async function holder(): Promise<ChildProcess> {
    const code = `await (await import(${JSON.stringify(MODULE)})).holdOffloads('${device}'); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await once(child, 'exit');
  }

  it('are off in between, and afterwards as they were, feature by feature', async () => {
    const held = await holdOffloads(device);
    expect(held.names).to.include.members(['generic-receive-offload', 'rx-gro-list', 'tx-scatter-gather']);
    expect(allOff()).to.equal(true);
    expect(readRecord(device)?.turnedOff).to.deep.equal(held.names);
    expect(await held.release()).to.deep.equal(held.names);
    expect(shown()).to.equal(asFound);
    expect(existsSync(recordPath(device))).to.equal(false);
    await until(() => guards().length === 0);
    expect(existsSync(guardSocketPath(device))).to.equal(false);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`are put back when the process that held them is ended by ${signal}`, async () => {
      const child = await holder();
      expect(allOff()).to.equal(true);
      await end(child, signal);
      await until(() => shown() === asFound && guards().length === 0);
      expect(existsSync(recordPath(device))).to.equal(false);
    });
  }

  it('stay off until the last of several has let go', async () => {
    const first = await holdOffloads(device);
    const child = await holder();
    const third = await holdOffloads(device);
    await until(() => guards().length === 1);
    expect(await first.release()).to.deep.equal([]);
    expect(allOff()).to.equal(true);
    await end(child, 'SIGKILL');
    expect(allOff()).to.equal(true);
    expect(await third.release()).to.deep.equal(third.names);
    expect(shown()).to.equal(asFound);
  });

  it('are held by one guard when several start at once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => holdOffloads(device)));
    await until(() => guards().length === 1); // the others see that they are not needed
    await Promise.all(all.map((held) => held.release()));
    expect(shown()).to.equal(asFound);
  });

  it('stay off and are put back when the guard is killed', async () => {
    const held = await holdOffloads(device);
    const [guard = 0] = guards();
    process.kill(guard, 'SIGKILL');
    await until(() => guards().some((pid) => pid !== guard));
    expect(allOff()).to.equal(true);
    expect(await held.release()).to.deep.equal(held.names);
    expect(shown()).to.equal(asFound);
  });

  it('are not given back by a guard that is merely asked to end', async () => {
    const held = await holdOffloads(device);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(guards()[0] ?? 0, signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(allOff()).to.equal(true);
    await held.release();
    expect(shown()).to.equal(asFound);
  });

  it('are on record when process and guard are both killed, and are put back by the next one', async () => {
    const killed = async () => {
      const child = await holder();
      child.kill('SIGSTOP'); // so that it cannot replace its guard
      await killGuards();
      await end(child, 'SIGKILL');
      expect(allOff()).to.equal(true);
      expect(await isGuarded(device)).to.equal(false);
      return readRecord(device)?.turnedOff ?? [];
    };
    const left = await killed();
    expect(left).to.include('generic-receive-offload');
    expect(await restoreOffloads(device)).to.deep.equal(left);
    expect(shown()).to.equal(asFound);

    await killed();
    const next = await holdOffloads(device);
    expect(next.names).to.have.members(left);
    await next.release();
    expect(shown()).to.equal(asFound);
  });

  it('stay off when someone breaks off a talk with the guard', async () => {
    const held = await holdOffloads(device);
    const [guard] = guards();
    for (let n = 0; n < 5; n++) {
      const rude = connect(guardSocketPath(device));
      rude.on('error', () => {});
      await once(rude, 'connect');
      rude.write('hold\nhold\nnonsense\nhold\n');
      rude.destroy(); // unread answers reset the connection
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(guards()).to.include(guard);
    expect(allOff()).to.equal(true);
    await held.release();
    expect(shown()).to.equal(asFound);
  });

  it('are not put back under a run that holds them', async () => {
    const held = await holdOffloads(device);
    expect(await isGuarded(device)).to.equal(true);
    const error = await restoreOffloads(device).then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(error).to.equal(`a run uses ${device}`);
    expect(allOff()).to.equal(true);
    await held.release();
  });

  it('are forgotten with their interface', async () => {
    const held = await holdOffloads(device);
    veth.remove();
    expect(await held.release()).to.deep.equal([]);
    expect(existsSync(recordPath(device))).to.equal(false);
  });

  it('of another interface of the same name are left alone', () => {
    keepRecord(device, ['generic-receive-offload']);
    const record = readFileSync(recordPath(device), 'utf8');
    writeFileSync(recordPath(device), record.replace(/"mac":"[^"]+"/, '"mac":"02:00:00:00:00:99"'));
    expect(readRecord(device)).to.equal(undefined);
  });

  it('that do not exist are an error', async () => {
    const error = await holdOffloads('nothing0').then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(error).to.match(/no interface is called 'nothing0'/);
    await until(() => !existsSync(guardSocketPath('nothing0')));
  });
});

describe('the record of offloads', () => {
  it('is read only if it is one, and names nothing but features', () => {
    const good = { device: 'eth1', mac: '02:00:00:00:00:01', turnedOff: ['rx-gro-list'] };
    expect(parseRecord(JSON.stringify(good))).to.deep.equal(good);
    const bad = [{ ...good, turnedOff: ['--x'] }, { ...good, turnedOff: 'gro' }, { ...good, mac: 1 }, [], null, 7];
    for (const each of bad) expect(parseRecord(JSON.stringify(each)), JSON.stringify(each)).to.equal(undefined);
    expect(parseRecord('{"device":')).to.equal(undefined);
  });

  it('needs ethtool', () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect(() => readFeatures('lo')).to.throw('ethtool is not installed: install the package ethtool');
    } finally {
      process.env.PATH = path;
    }
  });
});

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Its first thread may end before others, which keep open what it had. */
function hasEnded(pid: number): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ') && readdirSync(`/proc/${pid}/task`).length === 1
    );
  } catch {
    return true;
  }
}

async function until(ready: () => boolean): Promise<void> {
  const limit = performance.now() + 20_000;
  while (!ready()) {
    if (performance.now() > limit) throw new Error(`in vain: ${ready}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
