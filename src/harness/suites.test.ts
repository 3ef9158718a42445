import { expect } from 'chai';
import type { Case } from './case.js';
import { inChild } from './child.test.js';
import { complaintsAboutLedger } from './requirements.js';

const SCRIPT = `
  const { planCases } = await harness('plan');
  const { arcsOf } = await harness('case');
  const { arcOf } = await harness('arcs');
  const { cases, instances } = await planCases(files, { selection: {}, families: [4, 6], repeat: 1 });
  const wrongArcs = cases.flatMap((c) => arcsOf(c).flatMap((name) => {
    try { arcOf(name); return []; } catch (error) { return [c.id + ': ' + error.message]; }
  }));
  answer({ cases, wrongArcs, instances: instances.length });
`;

describe('the cases of the suites', () => {
  let cases: readonly Case[] = [];
  let wrongArcs: readonly string[] = [];

  before(async () => {
    ({ cases, wrongArcs } = await inChild<{ cases: Case[]; wrongArcs: string[] }>(SCRIPT, 'all'));
  });

  it('can be loaded', () => {
    expect(cases.length).to.be.greaterThan(20);
    expect(cases.map(({ id }) => id)).to.include('sanity/life');
  });

  it('name arcs that there are', () => {
    expect(wrongArcs).to.deep.equal([]);
  });

  it('cite requirements that there are, and every one that is not excused', () => {
    expect(complaintsAboutLedger(cases)).to.deep.equal([]);
  });

  it('cite something, each once, in one form', () => {
    for (const { id, cites } of cases) {
      expect(cites, id).to.not.deep.equal([]);
      expect(new Set(cites).size, id).to.equal(cites.length);
      for (const cite of cites) expect(cite, id).to.match(/^RFC\d+( \S.*)?$/);
    }
  });

  it('have each a title of its own in its section, in words', () => {
    const titles = cases.map(({ section, title }) => `${section.join(' / ')}: ${title}`);
    expect(titles.filter((title, n) => titles.indexOf(title) !== n)).to.deep.equal([]);
    for (const { title, id } of cases) expect(title, id).to.match(/^\S.*\s.*[^.\s]$/);
  });

  it('stand in sections', () => {
    expect(cases.filter(({ section }) => section.length === 0)).to.deep.equal([]);
  });
});
