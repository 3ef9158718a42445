import { expect } from 'chai';
import { AgentLost, CallFailed } from '../target/errors.js';
import type { Body } from './case.js';
import { type CaseResult, execute } from './execute.js';
import { aCase } from './sample.test.js';
import type { SettingValues } from './setting-table.js';
import { type Answers, type Stage, stage } from './stage.test.js';

/** A target with these settings, which tests look into. */
async function stageWith(values: Record<string, string>, answers: Answers = {}): Promise<Stage> {
  const change = ({ name, value }: { name: string; value: string | number }) => {
    const previous = values[name];
    values[name] = String(value);
    return { previous };
  };
  const told = ({ names }: { names: readonly string[] }) => ({
    values: Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
  });
  return stage({ settings: told, setSetting: change, ...answers });
}

async function run(on: Stage, settings: SettingValues, body: Body): Promise<CaseResult> {
  return execute({ case: aCase({ id: 'a/b', body, settings }), family: 4, repeat: 1 }, on.session);
}

const IDLE = 'model.keepalive-idle';
const OTHER = 'model.timestamps';

describe('the settings that a case needs', () => {
  const ends: Readonly<Record<string, [Body, CaseResult['verdict']]>> = {
    passes: [async () => {}, 'PASS'],
    fails: [async () => expect.fail('it fails'), 'FAIL'],
    breaks: [
      async () => {
        throw new TypeError('it breaks');
      },
      'ERROR',
    ],
  };
  for (const [end, [body, verdict]] of Object.entries(ends)) {
    it(`hold while it runs, in the target's own unit, and are put back when it ${end}`, async () => {
      const values = { [IDLE]: '7200000', [OTHER]: '1' };
      const on = await stageWith(values);
      let meanwhile = {};
      const result = await run(on, { 'keep-alive-idle': 2, timestamps: 0 }, async (world) => {
        meanwhile = { ...values };
        await body(world);
      });
      expect(result.verdict).to.equal(verdict);
      expect(meanwhile).to.deep.equal({ [IDLE]: '2000', [OTHER]: '0' });
      expect(values).to.deep.equal({ [IDLE]: '7200000', [OTHER]: '1' });
    });
  }

  it('are put back when the run is stopped', async () => {
    const values = { [IDLE]: '7200000' };
    const on = await stageWith(values);
    const running = run(on, { 'keep-alive-idle': 2 }, async ({ deadline }) => {
      on.abort(new Error('stopped'));
      await deadline.pause(1_000);
    }).catch((error: Error) => error.message);
    expect(await running).to.equal('stopped');
    expect(values).to.deep.equal({ [IDLE]: '7200000' });
  });

  it('are told of as they are', async () => {
    const on = await stageWith({ [IDLE]: '7200000' });
    let seen: unknown[] = [];
    await run(on, {}, async ({ target }) => {
      seen = [await target.setting('keep-alive-idle'), await target.setting('timestamps')];
    });
    expect(seen).to.deep.equal([7_200, undefined]);
  });

  it('make the case UNSUPPORTED where there is no such setting', async () => {
    const { verdict, message } = await run(await stageWith({}), { timestamps: 0 }, async () => {});
    expect({ verdict, message }).to.deep.equal({
      verdict: 'UNSUPPORTED',
      message: "the target's timestamps cannot be set",
    });
  });

  it('make the case UNSUPPORTED where the user knows of no settings', async () => {
    const { verdict } = await run(await stage(), { timestamps: 0 }, async () => {});
    expect(verdict).to.equal('UNSUPPORTED');
  });

  it('make the case UNSUPPORTED where the target does not let it be set, and put back what was', async () => {
    const values: Record<string, string> = { [IDLE]: '7200000', [OTHER]: '1' };
    const setSetting = ({ name, value }: { name: string; value: string | number }) => {
      if (name === OTHER) throw new CallFailed('setSetting', 'EACCES', 'permission denied');
      const previous = values[name];
      values[name] = String(value);
      return { previous };
    };
    const on = await stageWith(values, { setSetting });
    const { verdict, message } = await run(on, { 'keep-alive-idle': 2, timestamps: 0 }, async () => {});
    expect({ verdict, message }).to.deep.equal({
      verdict: 'UNSUPPORTED',
      message: "the target's timestamps cannot be set to 0: setSetting: permission denied",
    });
    expect(values).to.deep.equal({ [IDLE]: '7200000', [OTHER]: '1' });
  });

  it('leave a case without a verdict when they cannot be put back, and its sockets are closed all the same', async () => {
    let calls = 0;
    const setSetting = () => {
      if (calls++ > 0) throw new CallFailed('setSetting', 'EIO', 'it is stuck');
      return { previous: '1' };
    };
    const on = await stageWith({ [OTHER]: '1' }, { setSetting });
    const { verdict, message } = await run(on, { timestamps: 0 }, async () => {});
    expect({ verdict, message }).to.deep.equal({
      verdict: 'INCONCLUSIVE',
      message: 'the case could not be tidied up: setSetting: it is stuck',
    });
    expect(on.calls).to.include('endCase');
  });

  it('end the run with the agent, which puts them back itself', async () => {
    const setSetting = () => {
      throw new AgentLost('it died');
    };
    const on = await stageWith({ [OTHER]: '1' }, { setSetting });
    const error = await run(on, { timestamps: 0 }, async () => {}).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(AgentLost);
  });
});
