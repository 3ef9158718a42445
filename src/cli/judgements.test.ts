import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { inChild } from '../harness/child.test.js';
import { matches } from '../harness/selection.js';
import { differencesOf } from '../report/differences.js';
import type { Result } from '../report/run.js';
import { sampleResult } from '../report/sample.test-data.js';
import { JUDGEMENTS, type Judgement, judge, readJudgements } from './judgements.js';
import { temporaryFolder } from './run-program.fixture.js';

const judgement: Judgement = {
  ids: 'rfc9293/3.5/*',
  model: 'PASS (ack)',
  linux: 'PASS (rst)',
  right: 'both',
  why: 'RFC 9293 3.5 leaves it open.',
};

/** A case in which the model acknowledges and Linux does this, judged so. */
function judged(linux: Partial<Result>, judgements: readonly Judgement[], model: Partial<Result> = {}) {
  const first = sampleResult({ id: 'rfc9293/3.5/a', behaviour: 'ack', ...model });
  return judge(
    differencesOf({ results: [first] }, { results: [sampleResult({ id: first.id, ...linux })] }),
    judgements,
  );
}

describe('the judgement of a difference', () => {
  it('is the first that names its id and both outcomes', () => {
    const other = { ...judgement, linux: 'PASS (silent)', right: 'model' } as const;
    const { judged: found, complaints } = judged({ behaviour: 'rst' }, [judgement]);
    expect(found).to.have.length(1);
    expect(found[0]).to.include({ right: 'both', why: judgement.why });
    expect(complaints).to.deep.equal([]);
    expect(judged({ behaviour: 'silent' }, [judgement, other]).judged[0]).to.include({ right: 'model' });
  });

  it('is complained of when it is missing, and when there is no such difference', () => {
    const missing = judged({ behaviour: 'rst' }, []);
    expect(missing.judged).to.deep.equal([]);
    expect(missing.complaints).to.deep.equal([
      'nobody says who is right: rfc9293/3.5/a IPv4: model PASS (ack), Linux PASS (rst)',
    ]);
    const idle = judged({ behaviour: 'ack' }, [judgement]);
    expect(idle.complaints).to.have.length(1);
    expect(idle.complaints[0]).to.match(/no difference .*rfc9293\/3\.5\/\*: model PASS \(ack\), Linux PASS \(rst\)/);
    expect(judged({ verdict: 'FAIL', behaviour: 'rst' }, [judgement]).complaints).to.have.length(2);
  });

  it('is the reason in the baseline where Linux is known to deviate from what the model keeps', () => {
    const known = { reason: 'It drops it.', reference: 'tcp_input.c; RFC 9293 3.4' };
    const { judged: found, complaints } = judged({ verdict: 'FAIL', behaviour: 'rst', known }, []);
    expect(found[0]).to.include({ right: 'model', why: 'It drops it. (tcp_input.c; RFC 9293 3.4)' });
    expect(complaints).to.deep.equal([]);
    expect(judged({ verdict: 'FAIL', known }, [], { verdict: 'INCONCLUSIVE' }).complaints).to.have.length(1);
  });

  it('is complained of where it calls right what the case calls a failure', () => {
    const about = (right: Judgement['right']) => {
      return judged({ verdict: 'FAIL', behaviour: 'rst' }, [{ ...judgement, linux: 'FAIL (rst)', right }]).complaints;
    };
    expect(about('model')).to.deep.equal([]);
    for (const right of ['linux', 'both'] as const) {
      expect(about(right)).to.deep.equal([
        `judged '${right}', against the case: rfc9293/3.5/a: model PASS (ack), Linux FAIL (rst)`,
      ]);
    }
  });

  it('is complained of where the baseline has said it', () => {
    const known = { reason: 'It drops it.', reference: 'RFC 9293 3.4' };
    const twice = { ...judgement, linux: 'FAIL (rst)' };
    expect(judged({ verdict: 'FAIL', behaviour: 'rst', known }, [twice]).complaints).to.have.length(1);
  });
});

describe('the file of judgements', () => {
  it('can be read, names each pair of outcomes once', () => {
    const all = readJudgements(JUDGEMENTS);
    const keys = all.map(({ ids, model, linux }) => `${ids} ${model} ${linux}`);
    expect(new Set(keys).size).to.equal(all.length);
    for (const { model, linux, ids } of all) expect(model, ids).not.to.equal(linux);
  });

  it('is refused, by line, where a sentence names no section of an RFC', () => {
    const path = join(temporaryFolder(), 'judgements.yaml');
    const entry = (why: string) => `- { ids: a, model: PASS, linux: FAIL, right: both, why: ${why} }\n`;
    writeFileSync(path, entry('RFC 9293 3.4 says so.') + entry('I say so.'));
    expect(() => readJudgements(path)).to.throw(`${path}:2: 1.why must match pattern`);
    writeFileSync(path, entry('RFC 9293 3.4 says so.').replace('both', 'nobody'));
    expect(() => readJudgements(path)).to.throw('must be one of model, linux, both');
  });

  it('speaks of cases that there are, and so does the page', async () => {
    const script = `
      const { planCases } = await harness('plan');
      const { cases } = await planCases(files, { selection: {}, families: [4, 6], repeat: 1 });
      answer(cases.map(({ id }) => id));`;
    const ids = await inChild<string[]>(script, 'all');
    const idle = readJudgements(JUDGEMENTS).filter((each) => !ids.some((id) => matches(each.ids, id)));
    expect(idle.map((each) => each.ids)).to.deep.equal([]);
    const page = readFileSync(fileURLToPath(new URL('../../../docs/model-vs-linux.md', import.meta.url)), 'utf8');
    const named = [...page.matchAll(/`(rfc\d+\/[^`]+)`/g)].map(([, id = '']) => id);
    expect(named).to.not.deep.equal([]);
    expect(named.filter((id) => !ids.includes(id))).to.deep.equal([]);
  });
});
