import { expect } from 'chai';
import { INVALID } from './control-bits.js';

describe('the control bits that make no sense together', () => {
  it('are 40 of 64 combinations, each once', () => {
    expect(INVALID).to.have.length(40);
    expect(new Set(INVALID).size).to.equal(40);
  });

  it('are those with two of SYN, FIN and RST, and those with none of SYN, RST and ACK', () => {
    expect(INVALID).to.include.members([
      'SYN,FIN',
      'SYN,RST,ACK',
      'FIN,RST',
      'FIN',
      'URG',
      'none',
      'SYN,FIN,RST,PSH,ACK,URG',
    ]);
    for (const fine of ['SYN', 'SYN,ACK', 'ACK', 'FIN,ACK', 'RST', 'RST,ACK', 'FIN,PSH,ACK,URG']) {
      expect(INVALID, fine).to.not.include(fine);
    }
  });
});
