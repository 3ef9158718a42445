import { expect } from 'chai';
import { routeOf } from './source-route.js';

describe('the source routes among IPv4 options', () => {
  const rows: readonly (readonly [name: string, hex: string, hops: readonly string[]])[] = [
    ['a loose one', '83070408080808', ['8.8.8.8']],
    ['a strict one of two hops, after padding', '0101890b04c0000209c0000264', ['192.0.2.9', '192.0.2.100']],
    ['two', '8307040a00000183070408080808', ['10.0.0.1', '8.8.8.8']],
    ['none in other options', '0707040a00000194040000', []],
    ['none after the end', '0083070408080808', []],
    ['none of a length that leads nowhere', '83', []],
    ['what there is of one that is cut short', '830b0408080808', ['8.8.8.8']],
  ];
  for (const [name, hex, hops] of rows) {
    it(`are told: ${name}`, () => {
      expect(routeOf(Buffer.from(hex, 'hex'))).to.deep.equal(hops);
    });
  }
});
