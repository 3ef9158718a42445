import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { CaseResult, Instance } from '../harness/execute.js';
import { Interruption } from './interruption.js';
import { MODEL_HANDLE, openModel } from './open-model.js';
import { temporaryFolder } from './run-program.fixture.js';
import { targetSettings } from './settings.js';
import type { TargetFile } from './target-file.js';
import { beginRun, type Common, finishRun, type Open } from './target-run.js';

const NO_REPORT = 'interrupted before any case had run; there is no report';

const QUIET: Instance = {
  case: { id: 'a/quiet', title: 'a/quiet', level: 'must', cites: [], section: [], body: async () => {} },
  family: 4,
  repeat: 1,
};

/** A run of the model that is told to stop at a moment of its choice. */
function stoppable() {
  const out = temporaryFolder();
  const settings = targetSettings({ lab: 'model', family: '4', seed: 3, out }, MODEL_HANDLE.targets[0] as TargetFile);
  const interruption = new Interruption();
  const common: Common = { cases: [QUIET.case], command: [], inTurn: <T>(work: () => Promise<T>) => work() };
  const begin = (open: Open) =>
    beginRun({ settings, instances: [QUIET], baseline: [] }, common, interruption.part(), open);
  const left = () => readdirSync(out).sort();
  return { begin, common, left, stop: () => process.emit('SIGTERM', 'SIGTERM'), close: () => interruption.close() };
}

function told(error: unknown): unknown {
  const { exitCode, message } = error as { exitCode?: number; message?: string };
  return { exitCode, message };
}

describe('a run that is told to stop before its first case', () => {
  it('says that there is no report when the target was still being checked', async () => {
    const { begin, left, stop, close } = stoppable();
    const begun = begin(async (settings, tap) => {
      const target = await openModel(settings, tap);
      const forget = target.link.clock.after(0, stop); // the model's time begins with the first probe
      return {
        ...target,
        close: () => {
          forget();
          return target.close();
        },
      };
    });
    const error = await begun.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    close();
    expect(told(error)).to.deep.equal({ exitCode: 130, message: NO_REPORT });
    expect(left()).to.deep.equal([]);
  });

  it('says so when no case had come to its end', async () => {
    const { begin, common, left, stop, close } = stoppable();
    const running = await begin(openModel);
    const { run, error } = await finishRun(running, common, async (): Promise<CaseResult[]> => {
      stop();
      return [];
    });
    close();
    expect(run).to.equal(undefined);
    expect(told(error)).to.deep.equal({ exitCode: 130, message: NO_REPORT });
    expect(left()).to.deep.equal([]);
  });
});
