import { expect } from 'chai';
import { breach, established, exchange, failure, IRS, ISS } from './exchange.test.js';

const THERE = IRS + 1; // the target's next sequence number after the handshake, before 2^32
const AFTER = 0xffff_ffff; // ISS + 1

describe('expect', () => {
  it('takes the next segment, waits for it, and moves RCV.NXT and SND.UNA over it', async () => {
    const { peer, willSay } = await established();
    await peer.send('ACK', { data: 'abcd' });
    willSay(500, 'PSH,ACK', { data: 'hello', ack: AFTER + 4, window: 77 });
    const segment = await peer.expect('ACK', { seq: THERE, ack: 3, data: 'hello', length: 5, window: 77 });
    expect(peer.last).to.equal(segment);
    expect(peer.rcv).to.deep.equal({ nxt: 3, wnd: 40_000 });
    expect(peer.snd).to.deep.equal({ una: 3, nxt: 3, wnd: 77 });
  });

  it('does not mind PSH, ECE and CWR unless they are named', async () => {
    const { peer, says } = await established();
    await says('ACK,PSH,ECE,CWR');
    await peer.expect('ACK');
    await says('ACK,PSH');
    await peer.expect('PSH,ACK');
    await says('ACK');
    const { message } = await breach(peer.expect('PSH,ACK'));
    expect(message).to.contain('flags are ACK');
  });

  for (const extra of ['SYN', 'FIN', 'RST', 'URG']) {
    it(`minds ${extra}`, async () => {
      const { peer, says } = await established();
      await says(`ACK,${extra}`);
      expect((await breach(peer.expect('ACK'))).message).to.match(new RegExp(`flags are .*${extra}`));
    });
  }

  const right = { seq: THERE, ack: AFTER, data: 'data', window: 9 };
  for (const [what, [match, message]] of Object.entries({
    'another sequence number': [{ seq: 2 }, /<CTL=ACK>, seq 5, got Flags \[\.\], seq 1:5, .*: seq is 4 below/],
    'another acknowledgment': [{ ack: ISS }, /ack 0, got .*: ack is 1 above/],
    'another window': [{ window: 10 }, /win 10, got .* win 9, .*: win is 1 below/],
    'a window that will not do': [{ window: (window: number) => window > 9 }, /win is 9/],
    'another urgent pointer': [{ urgentPointer: 1 }, /urg 1, got .*: urg is 1 below/],
    'another length': [{ length: 3 }, /length 3, got .*: length is 1 above/],
    'other data': [{ data: 'dada' }, /length 4, got .*: the data is not the data expected/],
    'something else wrong': [{ where: () => 'it is blue' }, /it is blue/],
  } as const)) {
    it(`says what was expected and what came: ${what}`, async () => {
      const { peer, says } = await established();
      await says('ACK', right);
      const error = await breach(peer.expect('ACK', match));
      expect(error.message).to.match(message);
      expect(error.message).to.equal(
        `expected ${error.expected}, got ${error.actual}${error.message.match(/: [^:]*$/)}`,
      );
    });
  }

  it('is content where everything demanded is there', async () => {
    const { peer, says } = await established();
    await says('ACK', right);
    const window = (offered: number) => offered === 9;
    await peer.expect('ACK', { ...right, window, urgentPointer: 0, length: 4, where: () => undefined });
  });

  it('minds a wrong checksum', async () => {
    const { peer, says } = await established();
    await says('ACK', { damaged: true });
    expect((await breach(peer.expect('ACK'))).message).to.contain('the checksum is wrong');
  });

  it('lists all that is wrong at once', async () => {
    const { peer, says } = await established();
    await says('RST', { seq: 1, data: 'x' });
    const { message } = await breach(peer.expect('ACK', { seq: 2, length: 0 }));
    expect(message).to.contain('flags are RST; seq is 1 below what was expected; length is 1 above what was expected');
  });

  it('does not take what differs: the numbers stay as they were', async () => {
    const { peer, says } = await established();
    await says('FIN,ACK', { data: 'x' });
    await breach(peer.expect('ACK'));
    expect(peer.rcv.nxt).to.equal(THERE);
  });

  it('waits no longer than it is told to', async () => {
    const { peer, clock, willSay } = await established();
    const before = clock.now();
    willSay(301, 'ACK');
    const error = await breach(peer.expect('ACK', {}, { withinMs: 300 }));
    expect(error.message).to.equal('expected <CTL=ACK>, but nothing arrived within 300 ms');
    expect(error).to.include({ expected: '<CTL=ACK>', actual: 'nothing' });
    expect(clock.now() - before).to.equal(300);
  });

  it('waits no longer than the case lasts', async () => {
    const { peer, clock, deadline, willSay } = await established({ deadlineMs: 2_000 });
    willSay(2_500, 'ACK');
    const error = await breach(peer.expect('ACK', {}, { withinMs: 60_000 }));
    expect(error.message).to.contain('nothing arrived');
    expect(clock.now()).to.equal(deadline.at);
  });

  it('waits no longer than the run', async () => {
    const controller = new AbortController();
    const { peer, clock } = await established({ signal: controller.signal });
    const before = clock.now();
    clock.after(5, () => controller.abort());
    await breach(peer.expect('ACK'));
    await breach(peer.expect('ACK'));
    expect(clock.now() - before).to.equal(5);
  });
});

describe('expectOneOf', () => {
  const outcomes = { challenge: ['ACK', { seq: THERE }], rst: ['RST'] } as const;

  it('says which of the outcomes came, and takes it', async () => {
    const { peer, says, willSay } = await established();
    await says('ACK', { seq: THERE });
    expect(await peer.expectOneOf(outcomes)).to.equal('challenge');
    willSay(50, 'RST');
    expect(await peer.expectOneOf(outcomes)).to.equal('rst');
    expect(peer.last.flags).to.equal(4);
    await peer.finish();
  });

  it('says the one named first where two would do', async () => {
    const { peer, says } = await established();
    await says('ACK', { data: 'x' });
    expect(await peer.expectOneOf({ data: ['ACK', { length: 1 }], any: ['ACK'] })).to.equal('data');
  });

  it('needs no barrier, and waits, where silence is not among them', async () => {
    const { peer, barriers } = await established({ deadlineMs: 700 });
    const error = await breach(peer.expectOneOf(outcomes));
    expect(error.message).to.equal('expected one of challenge: <CTL=ACK>, seq 1 | rst: <CTL=RST>, but nothing arrived');
    expect(barriers()).to.equal(0);
  });

  it('proves silence by a barrier', async () => {
    const { peer, barriers } = await established();
    expect(await peer.expectOneOf({ ...outcomes, silent: null })).to.equal('silent');
    expect(barriers()).to.equal(1);
  });

  it('takes what comes before the barrier for no silence', async () => {
    const { peer, willSay } = await established();
    willSay(9, 'RST');
    expect(await peer.expectOneOf({ silent: null, ...outcomes })).to.equal('rst');
  });

  it('says what was allowed and what came', async () => {
    const { peer, says } = await established();
    await says('FIN,ACK');
    const error = await breach(peer.expectOneOf({ ...outcomes, silent: null }));
    expect(error.message).to.match(/^expected one of challenge: .* \| rst: .* \| silent: silence, got Flags \[F\.\]/);
    expect(error.actual).to.contain('Flags [F.]');
  });
});

describe('acknowledged', () => {
  it('takes pure acknowledgments until all is acknowledged', async () => {
    const { peer, says } = await established();
    await peer.send('ACK', { data: 'abcd' });
    await says('ACK', { ack: AFTER + 1 });
    await says('ACK', { ack: AFTER + 4 });
    expect((await peer.acknowledged()).ack).to.equal(3);
    expect(peer.snd.una).to.equal(3);
  });

  it('is not content with a part', async () => {
    const { peer, says } = await established();
    await peer.send('ACK', { data: 'abcd' });
    await says('ACK', { ack: AFTER + 3 });
    await breach(peer.acknowledged({ withinMs: 100 }));
  });

  it('is not content with anything but acknowledgments', async () => {
    const { peer, says } = await established();
    await peer.send('ACK', { data: 'abcd' });
    await says('ACK', { ack: AFTER + 4, data: 'x' });
    expect((await breach(peer.acknowledged())).message).to.contain('length is 1 above');
  });

  it('does not believe in what was never sent', async () => {
    const { peer, says } = await established();
    await peer.send('ACK', { data: 'abcd' });
    await says('ACK', { ack: AFTER + 5 });
    await breach(peer.acknowledged({ withinMs: 100 }));
    expect(peer.snd.una).to.equal(AFTER);
  });
});

describe('a peer that has read nothing yet', () => {
  it('knows no last segment and no ISS of the target', async () => {
    const { peer } = await exchange();
    expect(() => peer.irs).to.throw('not known yet');
    expect(() => peer.last).to.throw('no segment was read');
    expect(peer.iss).to.equal(ISS);
    expect(String(await failure(peer.expect('SIN')))).to.contain("'SIN' is not a control bit");
  });
});
