import { expect } from 'chai';
import { RowStore } from './row-store.js';

describe('packed rows', () => {
  it('come back as they were, in the order in which they came', () => {
    const rows = new RowStore<{ text: string; n: number }>();
    const all = Array.from({ length: 3_000 }, (_, n) => ({ text: `line\n${'ü'.repeat(n % 90)}\u2028`, n: n / 7 }));
    for (const [n, row] of all.entries()) rows.add(`row ${n}`, row);
    expect([...rows.all()]).to.deep.equal(all.map((row, n) => [`row ${n}`, row]));
  });

  it('are the last of their key, and more can come', () => {
    const rows = new RowStore<number>();
    expect(rows.all().size).to.equal(0);
    rows.add('a', 1);
    expect(rows.all().get('a')).to.equal(1);
    rows.add('b', 2);
    rows.add('a', 3);
    expect([...rows.all()]).to.deep.equal([
      ['a', 3],
      ['b', 2],
    ]);
  });
});
