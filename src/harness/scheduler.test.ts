import { expect } from 'chai';
import fc from 'fast-check';
import { virtualClock } from '../host/virtual-clock.test.js';
import { Again, type Outcome, type Schedule, schedule } from './scheduler.js';

type Plan = readonly { readonly lastsMs: number; readonly exclusive?: boolean; readonly bystander?: boolean }[];

interface Job<T> {
  readonly lastsMs: number;
  readonly exclusive: boolean;
  readonly bystander?: boolean;
  readonly run: () => Promise<T | Again<T>>;
}

function scheduleJobs<T>(jobs: readonly Job<T>[], how: Schedule<T>): Promise<Outcome<T>[]> {
  return schedule(
    jobs,
    {
      lastsMs: (job) => job.lastsMs,
      exclusive: (job) => job.exclusive,
      bystander: ({ bystander = false }) => bystander,
      run: (job) => job.run(),
    },
    how,
  );
}

/** Runs jobs that last as long as they say, and tells what happened when. */
function run(plan: Plan, concurrency: number, signal: AbortSignal = new AbortController().signal) {
  const clock = virtualClock(0);
  const events: string[] = [];
  const running = new Set<number>();
  let most = 0;
  const jobs = plan.map(({ lastsMs, exclusive = false, bystander = false }, n): Job<number> => {
    const job = async () => {
      const company = [...running].some((each) => plan[each]?.bystander !== true);
      running.add(n);
      most = Math.max(most, running.size);
      events.push(`${n} starts at ${clock.now()}${exclusive && company ? ' in company' : ''}`);
      await clock.pass(lastsMs);
      running.delete(n);
      return n;
    };
    return { lastsMs, exclusive, bystander, run: job };
  });
  const outcomes = scheduleJobs(jobs, { concurrency, signal });
  return { clock, events, outcomes, most: () => most };
}

describe('the scheduler', () => {
  it('runs jobs side by side, the longest first', async () => {
    const { events, outcomes } = run([{ lastsMs: 10 }, { lastsMs: 30 }, { lastsMs: 20 }, { lastsMs: 20 }], 2);
    expect(await outcomes).to.deep.equal([0, 1, 2, 3]);
    expect(events).to.deep.equal(['1 starts at 0', '2 starts at 0', '3 starts at 20', '0 starts at 30']);
  });

  it('runs the exclusive ones one by one, after all the others', async () => {
    const alone = { exclusive: true, lastsMs: 5 };
    const { events, outcomes } = run([alone, { lastsMs: 10 }, { lastsMs: 1 }, alone], 9);
    await outcomes;
    expect(events).to.deep.equal(['1 starts at 0', '2 starts at 0', '0 starts at 10', '3 starts at 15']);
  });

  it('runs them beside bystanders, which they do not wait for', async () => {
    const alone = { exclusive: true, lastsMs: 5 };
    const plan = [alone, { lastsMs: 10 }, { lastsMs: 12, bystander: true }, { lastsMs: 30, bystander: true }, alone];
    const { events, outcomes } = run(plan, 9);
    expect(await outcomes).to.deep.equal([0, 1, 2, 3, 4]);
    const together = ['3 starts at 0', '2 starts at 0', '1 starts at 0'];
    expect(events).to.deep.equal([...together, '0 starts at 10', '4 starts at 15']);
  });

  it('never runs more at once than it may, finishes all, and keeps their order', async () => {
    const kind = fc.constantFrom({ exclusive: true }, { bystander: true }, {});
    const job = fc.record({ lastsMs: fc.nat(30), kind }).map(({ lastsMs, kind }) => ({ lastsMs, ...kind }));
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (plan, concurrency) => {
        const { events, outcomes, most } = run(plan, concurrency);
        expect(await outcomes).to.deep.equal(plan.map((_, n) => n));
        expect(most()).to.be.at.most(concurrency);
        expect(events).to.have.length(plan.length);
        expect(events.filter((event) => event.includes('in company'))).to.deep.equal([]);
      }),
      { numRuns: 50 },
    );
  });

  it('starts nothing more once the signal fires, but waits for what runs', async () => {
    const controller = new AbortController();
    const plan = [{ lastsMs: 30 }, { lastsMs: 20 }, { lastsMs: 10 }, { lastsMs: 5, exclusive: true }];
    const { clock, events, outcomes } = run(plan, 2, controller.signal);
    clock.after(25, () => controller.abort());
    expect(await outcomes).to.deep.equal([0, 1, 2, undefined]);
    expect(events).to.have.length(3);
    const never = run(plan, 2, controller.signal);
    expect(await never.outcomes).to.deep.equal(plan.map(() => undefined));
    expect(never.events).to.deep.equal([]);
  });

  it('runs again, after all others, what wants another try, alone if it wants, and gives the last result', async () => {
    const clock = virtualClock(0);
    const events: string[] = [];
    const job = (name: string, lastsMs: number, how: Again<string>['how']): Job<string> => ({
      lastsMs,
      exclusive: name === 'c',
      run: async () => {
        await clock.pass(lastsMs);
        events.push(`${name} at ${clock.now()}`);
        return new Again(async () => {
          await clock.pass(lastsMs);
          events.push(`${name} again at ${clock.now()}`);
          return name;
        }, how);
      },
    });
    const { signal } = new AbortController();
    const jobs = [job('a', 20, 'alone'), job('b', 10, 'alone'), job('c', 5, 'in company'), job('d', 1, 'in company')];
    const outcomes = scheduleJobs([...jobs, job('e', 2, 'in company')], { concurrency: 9, signal });
    expect(await outcomes).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    expect(events.slice(0, 5)).to.deep.equal(['d at 1', 'e at 2', 'b at 10', 'a at 20', 'c at 25']);
    const again = ['d again at 26', 'e again at 27', 'b again at 37', 'a again at 57', 'c again at 62'];
    expect(events.slice(5)).to.deep.equal(again);
  });

  it('runs nothing again once the signal has fired', async () => {
    const controller = new AbortController();
    const job: Job<number> = {
      lastsMs: 1,
      exclusive: false,
      run: async () => {
        controller.abort();
        return new Again(async () => 1, 'alone');
      },
    };
    expect(await scheduleJobs([job], { concurrency: 1, signal: controller.signal })).to.deep.equal([undefined]);
  });

  it('goes on after a job that rejects', async () => {
    const fails: Job<number> = { lastsMs: 9, exclusive: false, run: () => Promise.reject(new Error('broken')) };
    const works: Job<number> = { lastsMs: 1, exclusive: false, run: async () => 7 };
    const { signal } = new AbortController();
    const told: unknown[] = [];
    const onOutcome = (place: number, outcome: Outcome<number>) => void told.push([place, outcome]);
    const thrown = await scheduleJobs([fails, works], { concurrency: 1, signal, onOutcome }).catch(String);
    expect(told).to.deep.equal([[1, 7]]);
    expect(thrown).to.equal('Error: broken');
  });

  it('is done at once with nothing', async () => {
    expect(await run([], 3).outcomes).to.deep.equal([]);
  });
});
