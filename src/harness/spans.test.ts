import { expect } from 'chai';
import fc from 'fast-check';
import { add } from '../wire/seq.js';
import { Spans } from './spans.js';

describe('the octets that were sent', () => {
  it('are one span where they touch or overlap, around zero too', () => {
    const spans = new Spans();
    spans.add(0xffff_fff0, 8);
    spans.add(0xffff_fff8, 16);
    spans.add(4, 10);
    expect(spans.holding(0)).to.deep.equal({ from: 0xffff_fff0, to: 14 });
  });

  it('are two spans with a gap between them, until it is filled', () => {
    const spans = new Spans();
    spans.add(100, 10);
    spans.add(120, 10);
    expect(spans.holding(110)).to.equal(undefined);
    spans.add(110, 10);
    expect(spans.holding(110)).to.deep.equal({ from: 100, to: 130 });
  });

  it('are found, and no others, wherever they lie', () => {
    const octets = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(octets, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (sent, base) => {
        const spans = new Spans();
        const known = new Set<number>();
        for (const [from, count] of sent) {
          spans.add(add(base, from), count);
          for (let n = 0; n < count; n++) known.add(from + n);
        }
        for (let n = 0; n < 360; n++) expect(spans.holding(add(base, n)) !== undefined).to.equal(known.has(n));
      }),
    );
  });

  it('are forgotten, oldest first, beyond 256 spans, and it is said', () => {
    const spans = new Spans();
    for (let n = 0; n < 256; n++) spans.add(1_000 + 2 * n, 1);
    expect(spans.overrun).to.equal(false);
    spans.add(0, 1);
    expect([spans.overrun, spans.holding(1_000), spans.holding(0)?.to]).to.deep.equal([true, undefined, 1]);
  });
});
