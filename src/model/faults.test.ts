import { expect } from 'chai';
import { FAULTS, rulesWith } from './faults.js';
import { RULES } from './rules.js';

describe('the faults', () => {
  it('have names of their own in kebab case', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names)).to.have.property('size', names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).to.deep.equal([]);
  });

  for (const { name, breaks, summary, patch } of FAULTS) {
    it(`${name}: ${summary}`, () => {
      const entries = Object.entries(patch);
      expect(entries, 'rules replaced').to.have.length.within(1, 2);
      for (const [rule, value] of entries) {
        expect(RULES, 'a rule that there is').to.have.property(rule);
        expect(RULES[rule as keyof typeof RULES], `${rule}, which is right`).not.to.equal(value);
      }
      expect(breaks.section).to.match(/^(RFC\d+ )?\d+(\.\d+)*$/);
      if (breaks.requirement) expect(breaks.requirement).to.match(/^(MUST|SHLD|MAY)-\d+$/);
    });
  }

  it('can be switched on together, and leave the right rules alone', () => {
    const before = { ...RULES };
    const rules = rulesWith(['push-lost', 'hops-zero']);
    expect([rules.pushes(true), rules.hopLimit(64)]).to.deep.equal([false, 0]);
    expect(RULES).to.deep.equal(before);
  });

  it('are known by their names', () => {
    expect(() => rulesWith(['no-such'])).to.throw("there is no fault 'no-such'");
  });
});
