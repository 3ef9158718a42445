import { expect } from 'chai';
import { readHash, writeHash } from './filter-hash.js';

describe('the address of a page', () => {
  it('reads what it wrote', () => {
    const address = {
      filter: {
        text: 'a & b=c #%/é',
        verdict: ['FAIL', 'ERROR'],
        state: 'LISTEN',
        level: 'must',
        rfc: 'RFC9293',
        family: '4',
        known: 'no',
        arc: 'LISTEN>SYN-SENT:rcv SYN,ACK',
        requirement: 'MUST-1',
      },
      open: 'rfc9293/3.6/x',
    };
    expect(readHash(writeHash(address))).to.deep.equal(address);
    expect(writeHash({ filter: {}, open: 'rfc9293/3.6/x' })).to.equal('#open=rfc9293/3.6/x');
  });

  it('narrows nothing where it says nothing, and leaves places of the page alone', () => {
    expect(readHash('')).to.deep.equal({ filter: {} });
    expect(readHash('#unknown=1')).to.deep.equal({ filter: {} });
    expect(readHash('#ledger')).to.equal(undefined);
    expect(writeHash({ filter: {} })).to.equal('#');
  });
});
