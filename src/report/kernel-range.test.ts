import { expect } from 'chai';
import { inRange, KERNEL_RANGE } from './kernel-range.js';

describe('a range of kernels', () => {
  const cases: readonly (readonly [string, string | undefined, boolean])[] = [
    ['6.1.0-56-cloud-amd64', undefined, true],
    ['6.1.0-56-cloud-amd64', '6.1', true],
    ['6.12.118+deb13-cloud-amd64', '6.1', false],
    ['6.1.0-56-cloud-amd64', '<6.2', true],
    ['6.2.0', '<6.2', false],
    ['6.12.118+deb13-cloud-amd64', '>6.2', true],
    ['5.10.0-46-cloud-amd64', '>=5.10 <6.2', true],
    ['7.3.4+deb13-cloud-amd64', '>=5.10 <6.2', false],
    ['6.18.15', '<=6.18', true],
    ['6.18.15', '>6.18', false],
    ['6.18.15', '>6.18.14', true],
    ['rfc9293', '>=6', false],
  ];
  for (const [kernel, range, holds] of cases) {
    it(`${holds ? 'has' : 'has not'} ${kernel} in ${range ?? 'any'}`, () => {
      expect(inRange(kernel, range)).to.equal(holds);
    });
  }

  it('is told apart from other words', () => {
    for (const word of ['6.1', '>=5.10 <6.2', '7']) expect(KERNEL_RANGE.test(word), word).to.equal(true);
    for (const word of ['', 'new', '=6.1', '6.x', '>= 6']) expect(KERNEL_RANGE.test(word), word).to.equal(false);
  });
});
