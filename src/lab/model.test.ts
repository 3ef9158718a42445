import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { CallFailed, CallRejected, UnsupportedCall } from '../target/errors.js';
import { type ModelLab, upModel } from './model.js';
import type { Pass, PassResult } from './run-suites.test-data.js';

const PROGRAM = fileURLToPath(new URL('./run-suites.test-data.js', import.meta.url));
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** What a model in memory cannot be asked: it runs no servers, has no SYN cookies, and no call tells it towards whom a listener should send. */
const UNSUPPORTED = /^(rfc9293\/(3\.3\.2\/http-|3\.5\/listen-send )|rfc4987\/3\.6\/)/;

/** Faults of each kind, and a case that is about them. */
const NOTICED: Readonly<Record<string, string>> = {
  'rst-in-syn-received-ignored': 'rfc9293/3.10.7.4/syn-received-rst',
  'half-open-left-behind': 'rfc9293/3.10.7.4/syn-received-rst',
  'closing-skipped': 'rfc9293/3.6/simultaneous-close',
  'last-ack-never-left': 'rfc9293/3.6/passive-close',
  'time-wait-silent': 'rfc9293/3.6.1/fin-again',
  'simultaneous-open-fresh-iss': 'rfc9293/3.5/simultaneous-open',
  'no-back-off': 'rfc9293/3.8.3/syn-sent-timeout',
  'user-timeout-ignored': 'rfc9293/3.10.8/user-timeout-established',
  'abort-silent': 'rfc9293/3.10.5/established',
  'rst-wrong-seq-with-ack': 'rfc9293/3.10.7.4/rst-in-established',
};

describe('the suites against the model', function () {
  this.timeout(120_000);
  let results: readonly PassResult[];

  before(async () => {
    const faulty = Object.entries(NOTICED).map(([fault, only]): Pass => ({ seed: 1, faults: [fault], only }));
    results = await perform([{ seed: 1 }, { seed: 1 }, ...faulty]);
  });

  it('find no fault in it', () => {
    const bad = results[0]?.cases.filter(({ verdict, owner }) => {
      return verdict !== 'PASS' && verdict !== 'INFO' && !(verdict === 'UNSUPPORTED' && UNSUPPORTED.test(owner));
    });
    expect(bad?.map(({ owner, verdict, message }) => `${owner}: ${verdict}: ${message}`)).to.deep.equal([]);
  });

  it('come out the same, segment for segment, with the same seed', () => {
    const differing = results[0]?.cases.filter(({ trace }, n) => trace !== results[1]?.cases[n]?.trace);
    expect(differing?.map(({ owner }) => owner)).to.deep.equal([]);
    expect(results[0]?.cases).to.have.length.above(100);
  });

  for (const [n, [fault, only]] of Object.entries(NOTICED).entries()) {
    it(`notice ${fault}: ${only}`, () => {
      const verdicts = results[n + 2]?.cases.map(({ verdict }) => verdict);
      expect(verdicts).to.have.length.above(0);
      expect(verdicts).not.to.include.oneOf(['PASS', 'INFO', 'ERROR', 'UNSUPPORTED']);
    });
  }
});

describe('the lab of the model', () => {
  let lab: ModelLab;

  beforeEach(() => {
    lab = upModel({ seed: 1 });
  });

  afterEach(() => lab.down());

  it('rejects as an agent does', async () => {
    const { user } = lab;
    const { socket } = await user.open({ case: 'c', family: 4 });
    expect(await rejection(user.receive({ socket, max: 1 })))
      .to.be.instanceOf(CallFailed)
      .and.include({ errno: 'ENOTCONN' });
    expect(await rejection(user.setting({ name: 'net.ipv4.tcp_sack' }))).to.be.instanceOf(UnsupportedCall);
    await user.close({ socket });
    expect(await rejection(user.local({ socket })))
      .to.be.instanceOf(CallRejected)
      .and.include({ error: 'no-such-socket' });
  });

  it('ends the sockets of a case, of one process alone', async () => {
    const other = await lab.startUser();
    const own = await lab.user.open({ case: 'c', family: 6 });
    const others = await other.open({ case: 'c', family: 6 });
    expect(await lab.user.endCase({ case: 'c' })).to.deep.equal({ closed: 1 });
    expect(await rejection(lab.user.local(own))).to.be.instanceOf(CallRejected);
    expect(await other.local(others)).to.deep.equal({ address: '::', port: 0 });
  });

  it('puts back what a process has set when it ends', async () => {
    const other = await lab.startUser();
    await other.setSetting({ name: 'model.2msl', value: 1 });
    await other.setSetting({ name: 'model.2msl', value: 2 });
    expect(await lab.user.setting({ name: 'model.2msl' })).to.deep.equal({ value: '2' });
    await other.end();
    expect(await lab.user.setting({ name: 'model.2msl' })).to.deep.equal({ value: '60000' });
  });

  it('has no faults but those that there are', () => {
    expect(() => upModel({ seed: 1, faults: ['no-such'] })).to.throw("no fault 'no-such'");
  });

  it('carries frames in a moment, in order', async () => {
    const { link, clock } = lab;
    const startedAt = clock.now();
    await new Promise<void>((resolve) => void clock.after(0, resolve));
    expect(clock.now() - startedAt).to.be.closeTo(0.01, 1e-9);
    expect(link.timestamps).to.equal('virtual');
  });
});

async function perform(passes: readonly Pass[]): Promise<readonly PassResult[]> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [PROGRAM, JSON.stringify(passes)], { maxBuffer: LARGEST_OUTPUT });
  return JSON.parse(stdout) as PassResult[];
}

async function rejection(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error;
  }
}
