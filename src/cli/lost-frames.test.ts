import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Body } from '../harness/case.js';
import type { Instance } from '../harness/execute.js';
import { runInstances } from '../harness/run.js';
import { Network } from '../host/network.js';
import { upModel } from '../lab/model.js';
import { readPcapng } from '../link/pcapng.js';
import { type TroubledLink, troubled } from '../link/troubled-link.test-data.js';
import type { Run } from '../report/run.js';
import { exitCodeOf } from '../report/summary.js';
import { validateRun } from '../report/validate.js';
import { CommandError } from './exit.js';
import { Interruption } from './interruption.js';
import { MODEL_HANDLE } from './open-model.js';
import { temporaryFolder } from './run-program.fixture.js';
import { targetSettings } from './settings.js';
import type { TargetFile } from './target-file.js';
import { beginRun, type Common, finishRun, type Open } from './target-run.js';

/** The model behind a link that loses frames on command. */
function lossyModel() {
  let trouble: TroubledLink | undefined;
  const open: Open = async ({ seed }, tap) => {
    const { link, user, startUser, target, phantom, down } = upModel({ seed });
    trouble = troubled(link, 'virtual');
    const network = new Network(trouble.link, tap);
    const host = network.addHost(phantom);
    await host.resolve(target.address4);
    const answersEcho = { 4: true, 6: false };
    return { link: trouble.link, network, host, user, startUser, answersEcho, close: down };
  };
  return { open, lose: () => trouble?.lose(1) };
}

function instance(id: string, body: Body): Instance {
  return { case: { id, title: id, level: 'must', cites: [], section: [], body }, family: 4, repeat: 1 };
}

/** Whether the target answers a segment for a closed port: a lost answer looks like silence. */
function refusal(lose: () => void, times: number): Body {
  return async ({ peer, target }) => {
    await target.closedPort();
    await peer.barrier();
    if (times-- > 0) lose();
    await peer.send('ACK');
    await peer.expect('RST', {}, { withinMs: 100 });
  };
}

async function run(timesLost: number) {
  const { open, lose } = lossyModel();
  const out = temporaryFolder();
  const settings = targetSettings({ lab: 'model', family: '4', seed: 3, out }, MODEL_HANDLE.targets[0] as TargetFile);
  const other: Body = async ({ peer, target }) => {
    await target.closedPort();
    await peer.send('ACK');
    await peer.expect('RST');
  };
  const instances = [instance('a/lossy', refusal(lose, timesLost)), instance('a/later', other)];
  const interruption = new Interruption();
  try {
    const common: Common = {
      cases: instances.map((each) => each.case),
      command: [],
      inTurn: <T>(work: () => Promise<T>) => work(),
    };
    const running = await beginRun({ settings, instances, baseline: [] }, common, interruption.part(), open);
    const ended = await finishRun(running, common, ({ session }, handlers) =>
      runInstances(instances, session, { concurrency: 1, ...handlers }),
    );
    const written = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as Run;
    return { ...ended, written, comments: readPcapng(join(out, 'evidence.pcapng')).frames };
  } finally {
    interruption.close();
  }
}

function told({ results }: Run): string[] {
  return results.map(({ id, verdict, attempts = 1, disturbed = [] }) => `${id} ${verdict} ${attempts} ${disturbed}`);
}

describe('a run whose capture loses frames', () => {
  it('is in order when the cases that overlapped the loss came out whole the second time', async () => {
    const { run: found, error, written, comments } = await run(1);
    expect(error).to.equal(undefined);
    expect(found && exitCodeOf(found)).to.equal(0);
    expect(validateRun(written)).to.deep.equal([]);
    expect(told(written)).to.deep.equal(['a/lossy PASS 2 frames-lost', 'a/later PASS 1 ']);
    expect(written.tester.link.dropped).to.equal(1);
    const [lossy] = written.results;
    const frames = comments.slice((lossy?.pcapng.first ?? 0) - 1).slice(0, lossy?.pcapng.count);
    expect(new Set(frames.map(({ comment }) => comment))).to.deep.equal(new Set(['a/lossy IPv4 (again)']));
    expect(comments.some(({ comment }) => comment === 'a/lossy IPv4')).to.equal(true); // the first attempt's are kept
  });

  it('ends with 3, and a report, when they were disturbed again', async () => {
    const { error, written } = await run(2);
    expect(told(written)).to.deep.equal(['a/lossy INCONCLUSIVE 2 frames-lost,frames-lost', 'a/later PASS 1 ']);
    expect(written.results[0]?.message).to.equal('the capture lost 1 frame during the case, twice');
    expect(error).to.be.instanceOf(CommandError).and.to.include({ exitCode: 3 });
    expect((error as Error).message).to.match(/^the capture lost frames, and 1 case could not be judged for it: /);
  });
});
