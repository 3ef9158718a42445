import { expect } from 'chai';
import type { Peer } from '../peer/peer.js';
import { AFTER_FIN, afterFin, afterReset, quietAck, RECEIVING, SITUATIONS, situation } from './situations.js';

describe('the situations of RFC 9293 3.10.7.4', () => {
  it('are nine, with names of their own', () => {
    expect(new Set(SITUATIONS.map(({ path }) => path)).size).to.equal(9);
    expect(new Set(SITUATIONS.map(({ where }) => where)).size).to.equal(9);
    expect(SITUATIONS[1]).to.include({ path: 'syn-received-simultaneous', opening: 'simultaneous' });
  });

  it('end in LISTEN on a RST after a passive OPEN that is not complete, else in CLOSED', () => {
    const [passively, simultaneously, established] = SITUATIONS;
    const ends = [passively, simultaneously, established].map((each) => each && afterReset(each));
    expect(ends).to.deep.equal(['LISTEN', 'CLOSED', 'CLOSED']);
  });

  it('lead on with a FIN where one is awaited, and stay after it', () => {
    expect(RECEIVING.map(afterFin)).to.deep.equal(['CLOSE-WAIT', 'CLOSING', 'TIME-WAIT']);
    expect(AFTER_FIN.map(afterFin)).to.deep.equal(AFTER_FIN.map(({ state }) => state));
    expect(afterFin(situation('SYN-RECEIVED'))).to.equal('CLOSE-WAIT');
  });

  it('have an acknowledgment that leaves the FIN of the target out where it is not acknowledged', () => {
    const peer = { rcv: { nxt: 0 } } as Peer;
    const quiet = (['ESTABLISHED', 'FIN-WAIT-1', 'TIME-WAIT'] as const).map((state) => quietAck({ state }, peer));
    expect(quiet).to.deep.equal([0, 0xffffffff, 0]);
  });
});
