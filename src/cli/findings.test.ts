import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { meansCase } from '../report/id-pattern.js';
import { allCases } from './all-cases.js';
import { LINUX_BASELINE, readBaseline } from './baseline-file.js';

const text = readFileSync(fileURLToPath(new URL('../../../docs/FINDINGS.md', import.meta.url)), 'utf8');
const ids = [...text.matchAll(/`((?:rfc\d+|sanity)\/[^`\s]+)`/g)].map(([, id = '']) => id);

describe('the findings', () => {
  it('speak of cases that there are', async () => {
    const cases = await allCases();
    expect(ids).to.have.length.greaterThan(50);
    expect(ids.filter((each) => !cases.some(({ id }) => meansCase(each, id)))).to.deep.equal([]);
  });

  it('have each deviation of some kernels alone', () => {
    const ranged = readBaseline(LINUX_BASELINE).filter(({ kernels }) => kernels !== undefined);
    expect(ranged).to.have.length.greaterThan(30);
    const unspoken = ranged.filter((entry) => !ids.some((each) => meansCase(each, entry.id)));
    expect(unspoken.map(({ id }) => id)).to.deep.equal([]);
  });

  it('have a table of contents that leads to every section', () => {
    const anchors = [...text.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = '']) => anchorOf(title));
    const links = [...text.matchAll(/^ *- \[.+\]\(#(.+)\)$/gm)].map(([, anchor = '']) => anchor);
    expect(links).to.deep.equal(anchors.filter((anchor) => anchor !== 'contents'));
  });
});

/** The anchor that a heading gets: small letters, hyphens for spaces, no punctuation. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');
}
