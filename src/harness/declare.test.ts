import { expect } from 'chai';
import type { Case } from './case.js';
import { inChild } from './child.test.js';
import { collectInto, may, must, should } from './declare.js';

/** What is declared while `declaring` runs. */
function declared(declaring: () => void): Case[] {
  const cases: Case[] = [];
  const stop = collectInto({ declared: (c) => void cases.push(c) });
  try {
    declaring();
  } finally {
    stop();
  }
  return cases;
}

const body = async () => {};

describe('declaring a case', () => {
  it('says its level by the verb', () => {
    const cases = declared(() => {
      must('do', { id: 'a/1', cites: ['RFC9293 3.6'] }, body);
      should('do', { id: 'a/2', cites: [] }, body);
      may('do', { id: 'a/3', cites: [] }, body);
    });
    expect(cases.map(({ level }) => level)).to.deep.equal(['must', 'should', 'may']);
    expect(cases[0]).to.deep.equal({
      level: 'must',
      title: 'do',
      id: 'a/1',
      cites: ['RFC9293 3.6'],
      body,
      section: [],
    });
  });

  it('has a case that needs settings of the target be exclusive, since they hold for all of it', () => {
    const cases = declared(() => must('do', { id: 'a/1', cites: [], settings: { timestamps: 0 } }, body));
    expect(cases[0]).to.include({ exclusive: true });
  });

  for (const id of ['rfc9293/3.10.7.4/syn-received-rst', 'sanity/life', 'a/0', '9/a.b-c']) {
    it(`takes the id ${id}`, () => {
      expect(declared(() => must('do', { id, cites: [] }, body))[0]?.id).to.equal(id);
    });
  }

  for (const id of ['', 'life', 'a/', '/a', 'a//b', 'A/b', 'a/b c', 'a/b_c', 'a/*', 'a/-b', 'a/.b', '../b', 'a/b\n']) {
    it(`refuses the id ${JSON.stringify(id)}`, () => {
      expect(() => declared(() => must('do', { id, cites: [] }, body))).to.throw('is not a case id');
    });
  }

  it('is refused outside of a run', () => {
    expect(() => must('do', { id: 'a/b', cites: [] }, body)).to.throw('cases are declared in suites');
  });
});

const SUITES = [
  `suite('first', () => {
     suite('inner', () => { must('one', { id: 'a/1', cites: [], families: [6] }, async () => {}); });
     should('two', { id: 'a/2', cites: [] }, async () => {});
   });`,
  "suite('second', () => { may('three', { id: 'b/3', cites: [] }, async () => {}); });",
];

function plan(settings: string, suites = SUITES) {
  return inChild<{ cases: string[]; instances: string[]; error?: string }>(
    `const { planCases } = await harness('plan');
     const told = ({ id, section }) => section.concat(id).join(' > ');
     await planCases(files, { selection: {}, families: [4, 6], repeat: 1, ...${settings} }).then(
       ({ cases, instances }) => answer({
         cases: cases.map(told),
         instances: instances.map((i) => i.case.id + ' ' + i.family + ' ' + i.repeat),
       }),
       (error) => answer({ error: error.message }),
     );`,
    suites,
  );
}

describe('a plan', () => {
  it('has every case in its sections, and an instance for each family', async () => {
    expect(await plan('{}')).to.deep.equal({
      cases: ['first > inner > a/1', 'first > a/2', 'second > b/3'],
      instances: ['a/1 6 1', 'a/2 4 1', 'a/2 6 1', 'b/3 4 1', 'b/3 6 1'],
    });
  });

  it('has the selected instances alone, as often as is asked for', async () => {
    const { cases, instances } = await plan("{ selection: { patterns: ['a'] }, families: [4], repeat: 2 }");
    expect(cases).to.have.length(3);
    expect(instances).to.deep.equal(['a/2 4 1', 'a/2 4 2']);
  });

  it('is refused where two cases have one id', async () => {
    const twice = [...SUITES, "suite('third', () => { must('four', { id: 'a/2', cites: [] }, async () => {}); });"];
    expect(await plan('{}', twice)).to.deep.equal({ error: "two cases have the id 'a/2'" });
  });

  it('tells mocha what broke as failed, and what was not judged as pending', async () => {
    expect(await inChild<string[]>(RUN, SUITES)).to.deep.equal([
      'fail two [IPv4]: FAIL: no RST came',
      'pass two [IPv4, run 2]',
      'pending one [IPv6]',
      'pending one [IPv6, run 2]',
      'pending three [IPv4]',
      'pass three [IPv4, run 2]',
    ]);
  });
});

const RUN = `
  const { planCases } = await harness('plan');
  const selection = { only: new Set(['a/1 6', 'a/2 4', 'b/3 4']) };
  const plan = await planCases(files, { selection, families: [4, 6], repeat: 2 });
  const verdicts = {
    'a/1 1': undefined, // the run was stopped
    'a/1 2': undefined,
    'a/2 1': { verdict: 'FAIL', message: 'no RST came' },
    'a/2 2': { verdict: 'PASS' },
    'b/3 1': { verdict: 'UNSUPPORTED' },
    'b/3 2': { verdict: 'INFO' },
  };
  const outcome = (i) => Promise.resolve(verdicts[i.case.id + ' ' + i.repeat]);
  plan.outcomes = new Map(plan.instances.map((i) => [i, outcome(i)]));
  const told = [];
  await new Promise((resolve) => {
    const runner = plan.mocha.run(resolve);
    for (const event of ['pass', 'pending', 'fail']) {
      runner.on(event, (test, error) => told.push(event + ' ' + test.title + (error ? ': ' + error.message : '')));
    }
  });
  answer(told);
`;
