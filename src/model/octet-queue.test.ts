import { expect } from 'chai';
import fc from 'fast-check';
import { OctetQueue } from './octet-queue.js';

describe('a queue of octets', () => {
  it('gives from anywhere what was put in, and forgets from the front', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 12 });
    fc.assert(
      fc.property(chunks, fc.nat(80), fc.nat(80), fc.nat(80), (parts, dropped, from, count) => {
        const queue = new OctetQueue();
        for (const part of parts) queue.push(part);
        queue.drop(dropped);
        const left = Buffer.concat(parts).subarray(dropped);
        expect(queue.length).to.equal(left.length);
        expect(Buffer.from(queue.peek(from, count)).equals(left.subarray(from, from + count))).to.equal(true);
      }),
    );
  });

  it('is empty once cleared', () => {
    const queue = new OctetQueue();
    queue.push(Uint8Array.of(1, 2));
    queue.clear();
    expect([queue.length, queue.peek(0, 2).length]).to.deep.equal([0, 0]);
  });
});
