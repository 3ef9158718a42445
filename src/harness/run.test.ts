import { expect } from 'chai';
import { troubled } from '../link/troubled-link.test-data.js';
import { AgentLost } from '../target/errors.js';
import type { Body } from './case.js';
import type { CaseResult } from './execute.js';
import type { Plan } from './plan.js';
import { runPlan } from './run.js';
import { aCase } from './sample.test.js';
import { stage } from './stage.test.js';

/** A plan of cases, by their bodies; its mocha tells nothing. */
function planOf(bodies: Readonly<Record<string, Body>>): Plan {
  const cases = Object.entries(bodies).map(([id, body]) => aCase({ id, body }));
  const instances = cases.map((c) => ({ case: c, family: 4 as const, repeat: 1 }));
  const mocha = { run: (done: () => void) => done() } as unknown as Plan['mocha'];
  return { selected: 1, cases, instances, mocha, outcomes: new Map() };
}

async function run(bodies: Readonly<Record<string, Body>>, concurrency = 9) {
  const on = await stage();
  const plan = planOf(bodies);
  const events: string[] = [];
  const results = await runPlan(plan, on.session, {
    concurrency,
    onStart: (instance) => void events.push(`${instance.case.id} starts`),
    onResult: ({ instance, verdict }) => void events.push(`${instance.case.id} ${verdict}`),
    onBreak: (error) => {
      events.push(String(error));
      on.abort(error);
    },
  });
  return { events, plan, results: results.map(told) };
}

function told({ instance, verdict }: CaseResult): string {
  return `${instance.case.id} ${verdict}`;
}

const pause =
  (ms: number): Body =>
  async ({ deadline }) =>
    deadline.pause(ms);

describe('running a plan', () => {
  it('runs the cases side by side, and gives their results in the order of the plan', async () => {
    const { events, results } = await run({ 'a/slow': pause(50), 'a/quick': pause(10) });
    expect(results).to.deep.equal(['a/slow PASS', 'a/quick PASS']);
    expect(events).to.deep.equal(['a/slow starts', 'a/quick starts', 'a/quick PASS', 'a/slow PASS']);
  });

  it('lets mocha wait for each outcome', async () => {
    const { plan } = await run({ 'a/b': pause(5) });
    const [instance] = plan.instances;
    const result = instance && (await plan.outcomes.get(instance));
    expect(result?.verdict).to.equal('PASS');
  });

  it('is broken off once when the agent is lost: what had run is kept', async () => {
    const { events, results } = await run(
      {
        'a/before': pause(1),
        'a/lost': async () => {
          throw new AgentLost('it died');
        },
        'a/after': pause(1),
      },
      1,
    );
    expect(results).to.deep.equal(['a/before PASS']);
    expect(events).to.deep.equal([
      'a/before starts',
      'a/before PASS',
      'a/lost starts',
      'AgentLost: the agent is lost: it died',
    ]);
  });

  it('runs a case that overlapped a loss again, alone, and tells of it once', async () => {
    let trouble: ReturnType<typeof troubled> | undefined;
    const on = await stage({}, (near) => {
      trouble = troubled(near);
      return trouble.link;
    });
    const running: string[] = [];
    const company: string[] = [];
    const lossy =
      (id: string, times: number): Body =>
      async (world) => {
        if (running.length > 0) company.push(id);
        running.push(id);
        await world.deadline.pause(5);
        if (times-- > 0) trouble?.lose(1);
        await world.target.closedPort();
        await world.peer.barrier();
        await world.deadline.pause(20);
        running.splice(running.indexOf(id), 1);
      };
    const plan = planOf({
      'a/once': lossy('a/once', 1),
      'a/beside': lossy('a/beside', 0),
      'a/ever': lossy('a/ever', 2),
    });
    const told: string[] = [];
    const results = await runPlan(plan, on.session, {
      concurrency: 9,
      onResult: ({ instance, verdict, attempts }) => void told.push(`${instance.case.id} ${verdict} ${attempts}`),
      onBreak: (error) => on.abort(error),
    });
    const expected = ['a/once PASS 2', 'a/beside PASS 2', 'a/ever INCONCLUSIVE 2'];
    expect(
      results.map(({ instance, verdict, attempts }) => `${instance.case.id} ${verdict} ${attempts}`),
    ).to.deep.equal(expected);
    expect([...told].sort()).to.deep.equal([...expected].sort());
    expect(company).to.deep.equal(['a/beside', 'a/ever']); // the first time; the second each was alone
  });

  it('goes on after a case that fails', async () => {
    const fails: Body = async () => {
      expect(1).to.equal(2);
    };
    expect((await run({ 'a/fails': fails, 'a/b': pause(1) }, 1)).results).to.deep.equal(['a/fails FAIL', 'a/b PASS']);
  });
});
