import { expect } from 'chai';
import { breach, established, exchange, failure, IRS, ISS } from './exchange.test.js';

describe('a segment that is sent again', () => {
  it('is put aside, but stays in the trace', async () => {
    const { peer, says } = await established();
    await says('PSH,ACK', { data: 'abc' });
    await says('ACK', { data: 'abc' });
    await says('ACK', { seq: IRS + 4 });
    await peer.expect('ACK', { data: 'abc' });
    await peer.expect('ACK', { length: 0 });
    await peer.finish();
    expect(peer.trace.map(({ retransmission }) => retransmission)).to.deep.equal([
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(peer.lines()[4]?.text).to.match(/length 3 \(retransmission\)$/);
  });

  for (const [what, again] of Object.entries({
    'is an acknowledgment': [{}, {}],
    'has other data': [{ data: 'abc' }, { data: 'abd' }],
    'has more data': [{ data: 'abc' }, { data: 'abcd' }],
    'is another octet further': [{ data: 'aaa' }, { data: 'aaa', seq: IRS + 2 }],
    'is damaged': [{ data: 'abc' }, { data: 'abc', damaged: true }],
    'repeats a damaged one': [{ data: 'abc', damaged: true }, { data: 'abc' }],
  })) {
    it(`is none if it ${what}`, async () => {
      const { peer, says } = await established();
      for (const fields of again) await says('ACK', fields);
      expect(peer.trace.slice(-2).map(({ retransmission }) => retransmission)).to.deep.equal([false, false]);
      const { message } = await breach(peer.finish());
      expect(message).to.contain('a segment that nobody expected');
    });
  }

  it('is one though another came between, a FIN or a SYN too', async () => {
    const { peer, says } = await exchange();
    for (let n = 0; n < 2; n++) {
      await says('SYN,ACK', { seq: IRS });
      await says('FIN,ACK', { data: 'x' });
    }
    expect(peer.trace.map(({ retransmission }) => retransmission)).to.deep.equal([false, false, true, true]);
  });

  it('is none if it is a reset', async () => {
    const { peer, says } = await established();
    await says('RST', { data: 'cause' });
    await says('RST', { data: 'cause' });
    await peer.expect('RST');
    await peer.expect('RST');
  });

  it('is none if it is the SYN,ACK of a simultaneous open, after the SYN', async () => {
    const { peer, says } = await exchange();
    await says('SYN', { seq: IRS });
    await peer.expect('SYN');
    await peer.send('SYN');
    await says('SYN,ACK', { seq: IRS });
    await peer.expect('SYN,ACK', { seq: IRS, ack: ISS + 1 });
  });

  it('is new to a new incarnation', async () => {
    const { peer, says } = await exchange();
    await says('SYN', { seq: IRS });
    peer.renew(5);
    await says('SYN', { seq: IRS });
    await peer.expect('SYN');
  });
});

describe('retransmission', () => {
  it('waits for the next one, and not for one before', async () => {
    const { peer, says, willSay, clock } = await established();
    await says('ACK', { data: 'x' });
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    const before = clock.now();
    willSay(400, 'ACK', { data: 'x' });
    expect((await peer.retransmission()).at - before).to.equal(400);
  });

  it('breaks on anything else that comes first', async () => {
    const { peer, willSay } = await established();
    willSay(10, 'RST');
    const error = await breach(peer.retransmission());
    expect(error.message).to.match(/^expected a retransmission, got Flags \[R\]/);
  });

  it('breaks if none comes in time', async () => {
    const { peer } = await established();
    const error = await breach(peer.retransmission({ withinMs: 100 }));
    expect(error).to.include({ expected: 'a retransmission', actual: 'nothing' });
  });

  it('gaps are counted from the first sending of the last segment', async () => {
    const { peer, says, clock } = await established();
    await says('ACK', { data: 'early' });
    await says('ACK', { data: 'early' });
    for (const gapMs of [0, 300, 600, 1200]) {
      await clock.pass(gapMs);
      await says('FIN,ACK', { seq: IRS + 6 });
      await says('ACK', { seq: IRS + 6 });
    }
    expect(peer.retransmissionGaps()).to.deep.equal([302, 602, 1202]);
    expect(await peer.retransmissionGap()).to.equal(302);
  });

  it('gap is waited for', async () => {
    const { peer, says, willSay } = await established();
    await says('FIN,ACK');
    await peer.expect('FIN,ACK');
    expect(peer.retransmissionGaps()).to.deep.equal([]);
    willSay(250, 'FIN,ACK');
    expect(await peer.retransmissionGap()).to.equal(251);
  });
});

describe('silence', () => {
  it('is proved by a barrier', async () => {
    const { peer, barriers, willSay } = await established();
    willSay(11, 'ACK');
    await peer.silence();
    expect(barriers()).to.equal(1);
  });

  it('is broken by what is unread, whenever it came', async () => {
    const { peer, says } = await established();
    await says('ACK');
    const error = await breach(peer.silence());
    expect(error.message).to.match(/^expected silence, got Flags \[\.\]/);
    expect(error.expected).to.equal('silence');
  });

  it('is not broken by what was read before, or sent again before', async () => {
    const { peer, says } = await established();
    await says('ACK', { data: 'x' });
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    await peer.silence();
  });

  it('is broken by a retransmission that may be a reply', async () => {
    const { peer, says, willSay } = await established();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    willSay(5, 'ACK', { data: 'x' });
    expect((await breach(peer.silence())).actual).to.contain('(retransmission)');
  });

  it('is not broken by one that a timer had sent before', async () => {
    const { peer, says, willSay, clock } = await established();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    await clock.pass(200);
    willSay(5, 'ACK', { data: 'x' });
    await peer.silence();
  });

  it('lasts as long as it is told to, and retransmissions break it then', async () => {
    const { peer, says, willSay, clock } = await established();
    await says('ACK', { data: 'x' });
    await peer.expect('ACK');
    const before = clock.now();
    await peer.silence({ forMs: 500 });
    expect(clock.now() - before).to.be.at.least(500);
    willSay(300, 'ACK', { data: 'x' });
    await breach(peer.silence({ forMs: 500 }));
  });

  it('is no proof if the case ends before it', async () => {
    const { peer } = await established({ deadlineMs: 400 });
    const error = await failure(peer.silence({ forMs: 500 }));
    expect(error.name).to.equal('OutOfTime');
    expect(error.message).to.match(/the case has \d+ ms left, too little to wait for 500 ms/);
  });
});

describe('the end of a case', () => {
  it('is proved by a barrier, and fails on a segment that nobody expected', async () => {
    const { peer, willSay, barriers } = await established();
    willSay(9, 'RST', { seq: IRS + 1 });
    const error = await breach(peer.finish());
    expect(error.message).to.match(/^a segment that nobody expected: Flags \[R\], seq 1,/);
    expect(error.expected).to.equal('no further segment');
    expect(barriers()).to.equal(1);
  });

  it('is content where all was read', async () => {
    const { peer, says } = await established();
    await says('FIN,ACK');
    await peer.expect('FIN,ACK');
    await peer.finish();
  });
});
