import { expect } from 'chai';
import { type TroubledLink, troubled } from '../link/troubled-link.test-data.js';
import { breach, type ExchangeSettings, established } from './exchange.test.js';

/** An exchange after its handshake, on a link that delivers late on command. */
async function late(settings: ExchangeSettings = {}) {
  let trouble: TroubledLink | undefined;
  const decorate: ExchangeSettings['decorate'] = (near) => {
    trouble = troubled(near);
    return trouble.link;
  };
  const it = await established({ ...settings, decorate });
  const link = trouble as TroubledLink;
  /** What comes from now on is delivered after so many ms. */
  const holdFor = (ms: number) => {
    link.hold();
    it.clock.after(ms, () => link.release());
  };
  return { ...it, holdFor, release: () => link.release() };
}

describe('a segment that is delivered late', () => {
  it('was in time if it was on the wire in time', async () => {
    const { peer, willSay, holdFor } = await late();
    holdFor(50);
    willSay(49, 'ACK');
    await peer.expect('ACK', {}, { withinMs: 50 });
  });

  it('counts before the end of the wait though the wait began when it was held', async () => {
    const { peer, says, holdFor } = await late();
    holdFor(300);
    await says('ACK', { data: 'x' });
    expect(await peer.expectOneOf({ data: ['ACK', { data: 'x' }], none: null }, { withinMs: 300 })).to.equal('data');
  });

  it('was too late if it was on the wire after the end, also when it is there before the wait is declared over', async () => {
    const { peer, willSay, clock } = await late();
    willSay(10, 'ACK');
    const waiting = peer.expect('ACK', {}, { withinMs: 10 - 0.001 });
    expect((await breach(waiting)).actual).to.equal('nothing');
    await clock.pass(1);
    await peer.expect('ACK'); // nor is it lost
  });

  it('does not break a silence that was over, and breaks one that was not', async () => {
    const { peer, willSay, holdFor } = await late();
    holdFor(105); // a barrier takes 10 ms here
    willSay(103, 'ACK');
    await peer.silence({ forMs: 92 });
    await peer.expect('ACK');
    holdFor(105);
    willSay(101, 'ACK', { data: 'x' });
    await breach(peer.silence({ forMs: 92 }));
  });

  it('is no retransmission from now on if it was on the wire before', async () => {
    const { peer, says, willSay, holdFor, clock } = await late();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    holdFor(20);
    await says('ACK', { data: 'x' });
    await clock.pass(5);
    const from = clock.now();
    willSay(200, 'ACK', { data: 'x' });
    expect((await peer.retransmission()).at - from).to.equal(200);
  });

  it('does not break a silence with a retransmission that was on the wire before what was sent last', async () => {
    const { peer, says, holdFor, clock } = await late();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    holdFor(6);
    await says('ACK', { data: 'x' });
    await clock.pass(3);
    await peer.send('ACK');
    await peer.silence();
  });

  it('has its own moment in gaps, and in the order of the lines', async () => {
    const { peer, says, clock, holdFor } = await late();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    holdFor(500);
    await clock.pass(199);
    await says('ACK', { data: 'x' });
    expect(await peer.retransmissionGap()).to.equal(200);
  });

  it('is in time for the case if its deadline had not come', async () => {
    const { peer, willSay, holdFor } = await late({ deadlineMs: 100 });
    holdFor(95);
    willSay(90, 'ACK');
    await peer.expect('ACK');
  });
});

describe('a script looks at the time', () => {
  it('where a wait has an end of its own, in gaps, and in what it reads of the trace', async () => {
    const looks: number[][] = [];
    const { peer, says, willSay, clock } = await established({
      looks: { end: (at) => void looks.push([at]), moments: (from, to) => void looks.push([from, to]) },
    });
    const since = clock.now();
    const told = () => looks.splice(0).map((each) => each.map((at) => at - since));
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    await peer.silence();
    expect(told()).to.deep.equal([]);
    await peer.silence({ forMs: 100 });
    expect(told()).to.deep.equal([[121]]);
    willSay(5, 'ACK', { data: 'x' });
    await peer.retransmission();
    expect(told()).to.deep.equal([[131, 136]]);
    peer.retransmissionGaps();
    expect(told()).to.deep.equal([[Number.NEGATIVE_INFINITY, 136]]);
  });
});

describe('more segments than a peer can keep', () => {
  it('are noticed: of those not read', async () => {
    const { peer, says, willSay } = await established();
    for (let n = 0; n < 100; n++) {
      for (let m = 1; m < 100; m++) willSay(0, 'ACK');
      await says('ACK');
    }
    expect(peer.overrun).to.equal(false);
    await says('ACK');
    expect(peer.overrun).to.equal(true);
    peer.renew(1);
    expect(peer.overrun).to.equal(true);
  });

  it('are noticed: of the trace', async () => {
    const { peer, says, clock } = await established();
    for (let n = peer.trace.length; n < 20_000; n++) {
      await peer.send('ACK');
      if (n % 100 === 0) await clock.pass(1);
    }
    expect(peer.overrun).to.equal(false);
    await says('ACK');
    expect(peer.overrun).to.equal(true);
  });
});
