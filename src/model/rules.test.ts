import { expect } from 'chai';
import type { Ready } from './rules/window-rules.js';
import { RULES } from './rules.js';

describe('the rules', () => {
  const { distance } = RULES;

  describe('of acceptability (RFC 9293 table 6)', () => {
    const rcv = { nxt: 0xfffffff0, wnd: 32 };
    const acceptable = (offset: number, len: number, wnd = rcv.wnd) =>
      RULES.acceptable({ seq: (rcv.nxt + offset) >>> 0, len }, { ...rcv, wnd }, distance);

    it('take an empty segment in the window', () => {
      expect([-1, 0, 31, 32].map((offset) => acceptable(offset, 0))).to.deep.equal([false, true, true, false]);
    });

    it('take one of which any part is in the window', () => {
      const cases = [
        [-5, 5],
        [-5, 6],
        [31, 10],
        [32, 1],
      ] as const;
      expect(cases.map(([offset, len]) => acceptable(offset, len))).to.deep.equal([false, true, true, false]);
    });

    it('take nothing but an empty segment at RCV.NXT when the window is zero', () => {
      expect([acceptable(0, 0, 0), acceptable(1, 0, 0), acceptable(0, 1, 0)]).to.deep.equal([true, false, false]);
    });
  });

  describe('of acknowledgments', () => {
    const snd = { una: 0xfffffff0, nxt: 0x10, maxWnd: 100 };
    const kind = (offset: number) => RULES.ackKind((snd.una + offset) >>> 0, snd, distance);

    it('tell new ones from others, on both sides of 2^32', () => {
      expect([-101, -100, -1, 0, 1, 32, 33].map(kind)).to.deep.equal([
        'too-old',
        'old',
        'old',
        'duplicate',
        'new',
        'new',
        'unsent',
      ]);
    });

    it('set the window by the newest segment alone', () => {
      const updates = (seq: number, ack: number) =>
        RULES.updatesWindow({ seq, ack }, { una: 50, wl1: 10, wl2: 50 }, distance);
      expect([updates(11, 50), updates(10, 50), updates(10, 51), updates(9, 60), updates(11, 49)]).to.deep.equal([
        true,
        true,
        true,
        false,
        false,
      ]);
    });
  });

  describe('of silly windows', () => {
    const ready: Ready = {
      size: 100,
      mss: 1_000,
      queued: 100,
      usable: 5_000,
      idle: true,
      noDelay: false,
      closing: false,
      maxWnd: 5_000,
    };

    it('send a full segment always', () => {
      expect(RULES.worthSending({ ...ready, size: 1_000, queued: 9_000, idle: false })).to.equal(true);
    });

    it('send the rest when nothing is under way, or Nagle is off (3.7.4)', () => {
      expect(RULES.worthSending(ready)).to.equal(true);
      expect(RULES.worthSending({ ...ready, idle: false })).to.equal(false);
      expect(RULES.worthSending({ ...ready, idle: false, noDelay: true })).to.equal(true);
    });

    it('do not fill a small window (3.8.6.2.1)', () => {
      expect(RULES.worthSending({ ...ready, queued: 9_000, usable: 100 })).to.equal(false);
      expect(RULES.worthSending({ ...ready, queued: 9_000, usable: 100, maxWnd: 200 })).to.equal(true);
    });

    it('open a window by a segment or half of the buffer (3.8.6.2.2)', () => {
      expect(RULES.worthOffering(999, 10_000, 1_000)).to.equal(false);
      expect(RULES.worthOffering(1_000, 10_000, 1_000)).to.equal(true);
      expect(RULES.worthOffering(50, 100, 1_000)).to.equal(true);
    });
  });

  it('number a connection by a clock and a hash (RFC 6528 3)', () => {
    expect(RULES.iss(250, 0xffffffff)).to.equal(249);
    expect(RULES.issAfter(5, 10, distance)).to.equal(64_010);
    expect(RULES.issAfter(11, 10, distance)).to.equal(11);
  });

  it('count options against the MSS (RFC 6691)', () => {
    expect(RULES.sendMss({ offered: 536, largest: 1460, options: 12 })).to.equal(524);
    expect(RULES.sendMss({ offered: 9000, largest: 1460, options: 0 })).to.equal(1460);
    expect([RULES.defaultMss(4), RULES.defaultMss(6)]).to.deep.equal([536, 1220]);
  });

  it('reopen TIME-WAIT only for what cannot be old (RFC 6191 2)', () => {
    const rows = [
      [true, 'none', true],
      [false, 'none', false],
      [false, 'newer', true],
      [true, 'same', true],
      [true, 'older', false],
    ] as const;
    for (const [hasHigherSeq, timestamp, opens] of rows) {
      expect(RULES.reopens({ hasHigherSeq, timestamp }), `${hasHigherSeq} ${timestamp}`).to.equal(opens);
    }
  });
});
