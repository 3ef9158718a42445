import { expect } from 'chai';
import { ACK, SYN } from '../wire/tcp.js';
import type { Body } from './case.js';
import type { CaseResult, Instance } from './execute.js';
import type { PassiveRule } from './passive.js';
import { reach } from './reach.js';
import { runInstances } from './run.js';
import { aCase } from './sample.test.js';
import { stage } from './stage.test.js';

const opens: Body = async (world) => {
  await reach('SYN-RECEIVED', world);
  await world.peer.send('RST');
};

/** Finds fault with every SYN,ACK, and says nothing of the rest. */
const noSynAck: PassiveRule =
  () =>
  ({ segment }) =>
    segment.flags === (SYN | ACK) ? 'a SYN,ACK' : undefined;
const anything: PassiveRule = () => () => true;

const active = (id: string, about: Partial<Instance['case']> = {}): Instance => ({
  case: aCase({ id, body: opens, ...about }),
  family: 4,
  repeat: 1,
});

const passive = (rule: PassiveRule, about: Partial<Instance['case']> = {}): Instance => ({
  case: aCase({ id: 'x/passive/rule', body: () => Promise.reject(new Error('run')), rule, ...about }),
  family: 4,
  repeat: 1,
});

async function run(...instances: readonly Instance[]): Promise<CaseResult[]> {
  const { session } = await stage();
  return runInstances(instances, session, { concurrency: 1, onBreak: () => {} });
}

describe('the onlooker', () => {
  it('judges passive cases by the segments of all others, in the place of the plan that they have', async () => {
    const results = await run(passive(anything), active('a/one'), active('a/two'));
    expect(results.map(({ verdict }) => verdict)).to.deep.equal(['PASS', 'PASS', 'PASS']);
    expect(results[0]?.judged).to.deep.equal({ segments: 2, offending: 0, cases: [] });
  });

  it('shows the exchange of the first case of the plan that breaks the rule, and counts the others', async () => {
    const [, , result] = await run(active('a/one'), active('a/two'), passive(noSynAck));
    expect(result?.judged).to.deep.equal({ segments: 2, offending: 2, cases: ['a/one', 'a/two'] });
    expect([result?.verdict, result?.owner]).to.deep.equal(['FAIL', 'x/passive/rule IPv4']);
    expect(result?.message).to.match(/^a SYN,ACK \(2 of 2 segments, in 2 cases, first in a\/one IPv4\)/);
    expect(result?.trace.map(({ from }) => from)).to.deep.equal(['peer', 'target']);
    expect(result?.actual).to.equal(result?.trace[1]?.text);
  });

  it('calls a breach by the level of the case', async () => {
    const levels = ['must', 'should', 'may'] as const;
    const found = await Promise.all(levels.map((level) => run(active('a/one'), passive(noSynAck, { level }))));
    expect(found.map(([, result]) => result?.verdict)).to.deep.equal(['FAIL', 'DEVIATES', 'FAIL']);
  });

  it('leaves out the cases that judge the rule themselves', async () => {
    const itself = active('a/itself', { judges: ['x/passive/rule'] });
    const [, , result] = await run(itself, active('a/two'), passive(noSynAck));
    expect(result?.judged?.cases).to.deep.equal(['a/two']);
  });

  it('says nothing of a rule that no segment was about, and of the other family', async () => {
    const nothing: PassiveRule = () => () => undefined;
    const [, idle, other] = await run(active('a/one'), passive(nothing), { ...passive(noSynAck), family: 6 });
    expect([idle?.verdict, other?.verdict]).to.deep.equal(['INCONCLUSIVE', 'INCONCLUSIVE']);
  });
});
