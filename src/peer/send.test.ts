import { expect } from 'chai';
import { FAR, NEAR } from '../host/far-end.test.js';
import { decodeEthernet } from '../wire/ethernet.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { established, exchange, failure, IRS, ISS } from './exchange.test.js';

describe('what a peer sends', () => {
  it('begins with the ISS, and acknowledges nothing before it has read something', async () => {
    const { peer, got, clock } = await exchange();
    const sent = await peer.send('SYN');
    await clock.pass(1);
    const [syn] = got();
    expect(syn).to.include({ seq: ISS, ack: 0, flags: 2, window: 40_000, sourcePort: 5000, destinationPort: 80 });
    expect(syn).to.include({ checksumOk: true, urgentPointer: 0, reserved: 0 });
    expect(syn?.options).to.deep.equal([{ kind: 'mss', value: 1460 }]);
    expect(sent).to.deep.equal(syn);
  });

  it('goes on at SND.NXT and acknowledges RCV.NXT, around the end of the sequence space', async () => {
    const { peer, got, clock } = await established();
    await peer.send('PSH,ACK', { data: 'abc' });
    await peer.send('FIN,ACK');
    await peer.send('ACK');
    await clock.pass(1);
    const numbers = got().map(({ seq, ack, payload }) => [seq, ack, payload.length]);
    const next = IRS + 1;
    expect(numbers).to.deep.equal([
      [ISS, 0, 0],
      [0xffff_ffff, next, 0],
      [0xffff_ffff, next, 3],
      [2, next, 0],
      [3, next, 0],
    ]);
    expect(got().at(-1)?.options).to.deep.equal([]);
    expect(peer.snd.nxt).to.equal(3);
  });

  it('leaves SND.NXT alone where the sequence number is given', async () => {
    const { peer, got, clock } = await established();
    const before = peer.snd.nxt;
    await peer.send('FIN,ACK', { seq: 77, ack: 88, data: 'stray' });
    await clock.pass(1);
    expect(got().at(-1)).to.include({ seq: 77, ack: 88 });
    expect(peer.snd.nxt).to.equal(before);
  });

  it('bears what is given, legal or not', async () => {
    const { peer, got, clock, wire } = await established();
    const fields = { window: 1, urgentPointer: 9, reserved: 0xf, sourcePort: 1, destinationPort: 0, dataOffset: 4 };
    await peer.send('SYN,FIN,RST,URG', { ...fields, ack: 5, options: [], checksum: (right: number) => right ^ 0xffff });
    await peer.send('ACK', { checksum: 0x1234 });
    await peer.send('none', { options: [{ kind: 'raw', bytes: Uint8Array.of(2, 0, 0, 0) }] });
    await peer.send('ACK', { data: Uint8Array.of(0, 255), hops: 3, trafficClass: 0xba, ipOptions: Uint8Array.of(1) });
    await clock.pass(1);
    const [illegal, wrong, none, low] = got().slice(2);
    expect(illegal).to.include({ ...fields, ack: 5, flags: 0x27, checksumOk: false });
    expect(wrong).to.include({ checksum: 0x1234, checksumOk: false });
    expect(none).to.include({ flags: 0, ack: 0, dataOffset: 6, checksumOk: true });
    expect([...(low?.payload ?? [])]).to.deep.equal([0, 255]);
    const packet = decodeIpv4(decodeEthernet(wire.heard.at(-1)?.bytes ?? new Uint8Array(0)).payload);
    expect(packet).to.include({
      timeToLive: 3,
      dscp: 46,
      ecn: 2,
      headerLength: 6,
      source: NEAR[4],
      destination: FAR[4],
    });
  });

  it('has the options of its SYN again in its SYN,ACK, and others once they are given', async () => {
    const { peer } = await exchange();
    const options = [{ kind: 'mss', value: 500 }, { kind: 'sack-permitted' }] as const;
    const kinds = async (flags: string, fields = {}) =>
      (await peer.send(flags, fields)).options.map(({ kind }) => kind);
    await peer.send('ACK', { options: [{ kind: 'nop' }] });
    expect(await kinds('SYN')).to.deep.equal(['mss']);
    expect(await kinds('SYN', { options })).to.include.members(['mss', 'sack-permitted']);
    expect(await kinds('SYN,ACK')).to.include.members(['mss', 'sack-permitted']);
    expect(await kinds('ACK')).to.deep.equal([]);
  });

  it('is refused while the port of the target is not known, and goes there once it is', async () => {
    const { peer, got, clock } = await exchange({ remotePort: undefined });
    expect(String(await failure(peer.send('SYN')))).to.contain('port of the target is not known');
    expect(peer.remote).to.deep.equal({ address: FAR[4], port: undefined });
    peer.aim(8080);
    await peer.send('SYN');
    await clock.pass(1);
    expect(got()[0]?.destinationPort).to.equal(8080);
  });

  it('is nothing at all unless the script says so', async () => {
    const { peer, says, got, clock } = await established();
    const before = got().length;
    await says('ACK', { data: 'data' });
    await says('FIN,ACK', { seq: IRS + 5 });
    await clock.pass(5_000);
    peer.close();
    expect(got()).to.have.length(before);
  });
});

describe('the port of the target', () => {
  it('is that of its first segment, where nobody named it', async () => {
    const { peer, says } = await exchange({ remotePort: undefined });
    await says('SYN', { seq: IRS, sourcePort: 7000 });
    await says('SYN', { seq: IRS, sourcePort: 7001 });
    await peer.expect('SYN');
    expect(peer.remote.port).to.equal(7000);
    expect(peer.trace).to.have.length(1);
  });

  it('can be named anew', async () => {
    const { peer, says } = await exchange();
    peer.aim(81);
    await says('RST', { sourcePort: 80 });
    await says('ACK', { sourcePort: 81 });
    await peer.expect('ACK');
    expect(peer.trace).to.have.length(1);
  });
});

describe('a peer that has given up its flow', () => {
  it('hears nothing more, and leaves its place to the next', async () => {
    const { peer, says, wire } = await exchange();
    peer.close();
    await says('SYN');
    expect(peer.trace).to.deep.equal([]);
    const key = { localAddress: NEAR[4], localPort: 5000, remoteAddress: FAR[4], remotePort: 80 };
    wire.host.attach(key, { owner: 'next', arrived: () => {} });
  });
});
