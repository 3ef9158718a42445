import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { type Started, start, temporaryFolder, until, whyNoLab } from './run-program.fixture.js';

/** Moments over the whole life of a run, a few of them after its end. */
const MOMENTS = 24;
const AT_ONCE = 4;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const CASES = ['sanity', 'rfc9293/3.10.7.4/rst-*'];

/** Where a run was when it was told to stop, by what there is then. */
interface Stopped {
  readonly afterMs: number;
  readonly signal: NodeJS.Signals;
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly err: string;
  readonly results: number | undefined;
}

describe('a run that is told to stop', function () {
  this.timeout(180_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  function startRun(out: string): Started {
    mkdirSync(out);
    return start(['run', ...CASES, '--lab', 'netns', '--out', out]);
  }

  async function stopAfter(afterMs: number, signal: NodeJS.Signals, out: string): Promise<Stopped> {
    const run = startRun(out);
    const timer = setTimeout(() => run.signal(signal), afterMs);
    const { code, signal: endedBy, err } = await run.ended;
    clearTimeout(timer);
    await until(() => (run.family().length === 0 ? true : undefined)); // helpers that were ended are gone a moment later
    expect(run.namespaces()).to.deep.equal([]);
    const file = join(out, 'run.json');
    const report = existsSync(file) ? await readRun(out) : undefined;
    expect(readdirSync(out).sort()).to.deep.equal(report ? ['evidence.pcapng', 'run.json'] : []);
    if (code === 130 && report) expect(report.interrupted).to.equal(true);
    return { afterMs, signal, code, endedBy, err, results: report?.results.length };
  }

  it('leaves a report or says that there is none, and nothing else, at any moment of its life', async () => {
    const folder = temporaryFolder();
    const whole = startRun(join(folder, 'whole'));
    const { code, tookMs } = await whole.ended;
    expect(code).to.equal(0);
    const stepMs = (1.15 * tookMs) / MOMENTS;
    const found: Stopped[] = [];
    for (let first = 0; first < MOMENTS; first += AT_ONCE) {
      const moments = Array.from({ length: AT_ONCE }, (_, n) => first + n);
      const stops = moments.map((n) =>
        stopAfter(n * stepMs, SIGNALS[n % SIGNALS.length] ?? 'SIGTERM', join(folder, `${n}`)),
      );
      found.push(...(await Promise.all(stops)));
    }
    for (const each of found) expect(told(each), JSON.stringify(each)).to.equal(true);
    const kinds = new Set(found.map(({ results }) => results !== undefined));
    expect([...kinds]).to.have.members([true, false]); // the moments were spread over its life
  });
});

/** Whether its end says what became of it. Node itself is ended by a signal that comes before anything of ours runs. */
function told({ code, endedBy, signal, err, results }: Stopped): boolean {
  if (endedBy !== null) return endedBy === signal && results === undefined && err === '';
  if (code === 0) return results !== undefined;
  if (code !== 130) return false;
  return results === undefined ? /interrupted before any case had run; there is no report$/m.test(err) : results > 0;
}
