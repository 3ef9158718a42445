import { expect } from 'chai';
import fc from 'fast-check';
import { bits } from '../wire/arbitraries.test.js';
import { add } from '../wire/seq.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { established, exchange, IRS, ISS } from './exchange.test.js';
import { Variables } from './variables.js';

const OFFER = (shift: number): TcpOption => ({ kind: 'window-scale', shift });

describe("the peer's variables", () => {
  it('begin a new incarnation with a new ISS', async () => {
    const { peer, says } = await established();
    await says('ACK');
    peer.renew(7);
    expect([peer.iss, peer.snd.nxt, peer.snd.una, peer.rcv.nxt]).to.deep.equal([7, 7, 7, 0]);
    expect(() => peer.irs).to.throw();
    await peer.finish(); // what the old one left unread is gone with it
  });

  it('follow the segments that are in sequence, and no others', async () => {
    const { peer, says } = await established();
    for (const seq of [IRS + 2, IRS, IRS + 5]) {
      await says('ACK', { seq, data: 'abc' });
      await peer.expect('ACK');
    }
    expect(peer.rcv.nxt).to.equal(add(IRS, 1));
    await says('FIN,ACK', { seq: IRS + 1, data: 'abc' });
    await peer.expect('FIN,ACK');
    expect(peer.rcv.nxt).to.equal(add(IRS, 5));
  });

  it('follow an acknowledgment of what was sent, wherever in the sequence space that is', () => {
    const lengths = fc.record({ iss: bits(32), sent: fc.integer({ min: 1, max: 100_000 }), ahead: fc.nat(200_000) });
    fc.assert(
      fc.property(lengths, ({ iss, sent, ahead }) => {
        const variables = new Variables(iss, 0);
        variables.sent(sent);
        const segment = { flags: 16, seq: 1, ack: add(iss, ahead), window: 1, options: [], payload: new Uint8Array(0) };
        const rest = { sourcePort: 1, destinationPort: 1, reserved: 0, urgentPointer: 0, dataOffset: 5, checksum: 0 };
        variables.received({ ...segment, ...rest, checksumOk: true, problems: [] }, []);
        expect(variables.snd.una).to.equal(ahead <= sent ? add(iss, ahead) : iss);
      }),
    );
  });

  it('do not go back to an older acknowledgment', async () => {
    const { peer, says } = await established();
    await peer.send('ACK', { data: 'abcd' });
    for (const ack of [ISS + 4, ISS + 2]) {
      await says('ACK', { ack });
      await peer.expect('ACK');
    }
    expect(peer.snd.una).to.equal(add(ISS, 4));
  });

  for (const [what, [ours, theirs, scaled]] of Object.entries({
    'both offered it': [[OFFER(0)], [OFFER(3)], 8_000],
    'both offered it, 14 at most': [[OFFER(0)], [OFFER(15)], 16_384_000],
    'only the target did': [[], [OFFER(3)], 1_000],
    'only the peer did': [[OFFER(3)], [], 1_000],
  } as const)) {
    it(`scale the window where ${what}, but not that of the SYN,ACK`, async () => {
      const { peer, says } = await exchange({ synOptions: ours });
      await peer.send('SYN');
      await says('SYN,ACK', { seq: IRS, options: theirs, window: 1_000 });
      await peer.expect('SYN,ACK');
      expect(peer.snd.wnd).to.equal(1_000);
      await says('ACK', { window: 1_000 });
      await peer.expect('ACK');
      expect(peer.snd.wnd).to.equal(scaled);
    });
  }

  it('scale the window where the peer offered it in its SYN,ACK', async () => {
    const { peer, says } = await exchange({ synOptions: [] });
    await says('SYN', { seq: IRS, options: [OFFER(2)] });
    await peer.expect('SYN');
    await peer.send('SYN,ACK', { options: [OFFER(0)] });
    await says('ACK', { window: 1_000 });
    await peer.expect('ACK');
    expect(peer.snd.wnd).to.equal(4_000);
  });
});

describe('the trace', () => {
  it('tells the exchange relative to the ISS of each end, around the end of the sequence space', async () => {
    const { peer, says } = await established();
    await peer.send('PSH,ACK', { data: 'abcd' });
    await says('FIN,ACK', { data: 'xyz', ack: ISS + 5, window: 9 });
    expect(peer.lines().map(({ from, text }) => `${from} ${text}`)).to.deep.equal([
      'peer Flags [S], seq 0, win 40000, options [mss 1460], length 0',
      'target Flags [S.], seq 0, ack 1, win 1000, length 0',
      'peer Flags [.], seq 1, ack 1, win 40000, length 0',
      'peer Flags [P.], seq 1:5, ack 1, win 40000, length 4',
      'target Flags [F.], seq 1:4, ack 5, win 9, length 3',
    ]);
  });

  it('tells absolute numbers where it is asked to', async () => {
    const { peer } = await established();
    expect(peer.lines({ absolute: true })[2]?.text).to.contain(`seq ${add(ISS, 1)}, ack ${add(IRS, 1)}`);
  });

  it('tells each incarnation relative to its own', async () => {
    const { peer, says } = await established();
    peer.renew(100);
    await peer.send('SYN');
    await says('SYN,ACK', { seq: 500, ack: 101 });
    await peer.expect('SYN,ACK');
    const texts = peer.lines().map(({ text }) => text.split(', win')[0]);
    expect(texts).to.deep.equal([
      'Flags [S], seq 0',
      'Flags [S.], seq 0, ack 1',
      'Flags [.], seq 1, ack 1',
      'Flags [S], seq 0',
      'Flags [S.], seq 0, ack 1',
    ]);
  });

  it('has the moment of each segment', async () => {
    const { peer, clock, says } = await exchange();
    const before = clock.now();
    await clock.pass(40);
    await peer.send('SYN');
    await clock.pass(2);
    await says('SYN,ACK');
    expect(peer.lines().map(({ at }) => at - before)).to.deep.equal([40, 42]);
  });
});
