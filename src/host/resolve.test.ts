import { expect } from 'chai';
import { decodeArp } from '../wire/arp.js';
import { decodeEthernet } from '../wire/ethernet.js';
import { decodeIcmpv6, readNeighbour } from '../wire/icmpv6.js';
import * as far from './far-end.test.js';
import { FAR, NEAR, type Wire, wire } from './far-end.test.js';
import { Unresolvable } from './neighbours.js';
import { PhantomHost, PROTOCOL } from './phantom-host.js';

const TCP = PROTOCOL.TCP;

/** Whether a promise has come to its end by now, and how. */
function watched(promise: Promise<unknown>): { outcome: unknown } {
  const seen: { outcome: unknown } = { outcome: 'open' };
  promise.then(
    () => {
      seen.outcome = 'resolved';
    },
    (error: unknown) => {
      seen.outcome = error;
    },
  );
  return seen;
}

function sendTo(w: Wire, destination: string) {
  return w.host.send({ destination, protocol: TCP, payload: new Uint8Array(20) });
}

describe('resolving a neighbour', () => {
  it('asks everyone by ARP, and believes the reply', async () => {
    const w = wire();
    const seen = watched(w.host.resolve(FAR[4]));
    await w.clock.pass(1);
    const { destination, source, payload } = decodeEthernet(w.heard[0]?.bytes ?? new Uint8Array(0));
    expect({ destination, source }).to.deep.equal({ destination: far.BROADCAST, source: NEAR.mac });
    expect(decodeArp(payload)).to.deep.equal({
      operation: 1,
      senderMac: NEAR.mac,
      senderIp: NEAR[4],
      targetMac: '00:00:00:00:00:00',
      targetIp: FAR[4],
    });
    expect(seen.outcome).to.equal('open');
    await w.exchange(far.arp({ operation: 2 }));
    expect(seen.outcome).to.equal('resolved');
    expect(decodeEthernet(sendTo(w, FAR[4]).bytes)).to.include({ destination: FAR.mac, source: NEAR.mac });
  });

  it("solicits the neighbour's group, and believes the advertisement", async () => {
    const w = wire();
    const seen = watched(w.host.resolve(FAR[6]));
    await w.clock.pass(1);
    const packet = far.readIp6(w.heard[0]);
    expect(packet).to.include({ source: NEAR[6], destination: 'ff02::1:ff00:1', hopLimit: 255 });
    expect(packet.mac).to.equal('33:33:ff:00:00:01');
    const message = decodeIcmpv6(packet.payload, packet);
    expect(message.checksumOk).to.equal(true);
    const solicitation = { kind: 'solicitation', target: FAR[6], linkLayerAddress: NEAR.mac };
    expect(readNeighbour(message)).to.deep.equal(solicitation);
    await w.exchange(far.advertisement());
    expect(seen.outcome).to.equal('resolved');
    expect(decodeEthernet(sendTo(w, FAR[6]).bytes).destination).to.equal(FAR.mac);
  });

  it('asks again, with growing gaps, and gives up in the end', async () => {
    const w = wire();
    const started = w.clock.now();
    const seen = watched(w.host.resolve(FAR[4]));
    await w.clock.pass(10_000);
    expect(w.heard.map(({ at }) => at - started)).to.deep.equal([0, 250, 750, 1750]);
    expect(seen.outcome).to.be.instanceOf(Unresolvable).with.property('address', FAR[4]);
    expect(String(seen.outcome)).to.contain('no ARP reply from 192.0.2.1');
  });

  it('asks as often as it is told to', async () => {
    const w = wire();
    const seen = watched(w.host.resolve(FAR[6], { attempts: 1 }));
    await w.clock.pass(251);
    expect(w.heard).to.have.length(1);
    expect(String(seen.outcome)).to.contain('no neighbour advertisement from 2001:db8::1');
  });

  it('is answered after a second request too', async () => {
    const w = wire();
    const seen = watched(w.host.resolve(FAR[4]));
    await w.clock.pass(300);
    await w.exchange(far.arp({ operation: 2 }));
    expect(seen.outcome).to.equal('resolved');
    await w.clock.pass(5_000);
    expect(w.heard).to.have.length(2);
    expect(w.clock.due).to.equal(0);
  });

  it('asks once for what is known', async () => {
    const w = wire();
    await far.resolved(w);
    await w.host.resolve(FAR[4]);
    await w.host.resolve(FAR[6]);
    expect(w.heard).to.deep.equal([]);
  });

  for (const [what, frame] of Object.entries({
    'a reply about another': far.arp({ operation: 2, senderIp: '192.0.2.77' }),
    'a request of the neighbour': far.arp({}),
    'a reply to another': far.arp({ operation: 2, targetIp: '192.0.2.3' }),
  })) {
    it(`does not take ${what} for an answer`, async () => {
      const w = wire();
      const seen = watched(w.host.resolve(FAR[4]));
      await w.exchange(frame);
      expect(seen.outcome).to.equal('open');
    });
  }

  it('does not take an advertisement that has come through a router for an answer', async () => {
    const w = wire();
    const seen = watched(w.host.resolve(FAR[6]));
    await w.exchange(far.advertisement(FAR[6], { hopLimit: 254 }));
    await w.exchange(far.advertisement('2001:db8::77'));
    expect(seen.outcome).to.equal('open');
  });

  it('learns nothing that it did not ask for', async () => {
    const w = wire();
    await w.exchange(far.arp({ operation: 2 }));
    await w.exchange(far.advertisement());
    expect(() => sendTo(w, FAR[4])).to.throw('192.0.2.1 was not resolved before sending');
    expect(() => sendTo(w, FAR[6])).to.throw('2001:db8::1 was not resolved before sending');
  });

  it('for one does not end the wait of another who asks for the same', async () => {
    const w = wire();
    const short = watched(w.host.resolve(FAR[4], { attempts: 1 }));
    await w.clock.pass(100);
    const long = watched(w.host.resolve(FAR[4], { attempts: 1 }));
    await w.clock.pass(200);
    expect(short.outcome).to.be.instanceOf(Unresolvable);
    await w.exchange(far.arp({ operation: 2 }));
    expect(long.outcome).to.equal('resolved');
  });

  it('asks for the router where the destination lies behind one', async () => {
    const w = wire();
    const nextHop = () => FAR[4];
    const host = w.network.addHost({ address4: '192.0.2.4', mac: '02:00:00:00:00:44', nextHop });
    const seen = watched(host.resolve('198.51.100.9'));
    await w.clock.pass(1);
    expect(far.readArp(w.heard[0])).to.include({ targetIp: FAR[4], senderIp: '192.0.2.4' });
    await w.exchange(
      far.ethernet(0x0806, decodeEthernet(far.arp({ operation: 2, targetIp: '192.0.2.4' })).payload, host.mac),
    );
    expect(seen.outcome).to.equal('resolved');
    const frame = host.send({ destination: '198.51.100.9', protocol: TCP, payload: new Uint8Array(20) });
    expect(decodeEthernet(frame.bytes).destination).to.equal(FAR.mac);
  });

  it('is refused to a host that has no address of the family', async () => {
    const w = wire();
    const host = w.network.addHost({ address4: '192.0.2.4' });
    const seen = watched(host.resolve(FAR[6]));
    await w.clock.pass(1);
    expect(String(seen.outcome)).to.contain('no address of the family');
    expect(() => host.address(6)).to.throw('no IPv6 address');
  });

  it('needs nobody on a link that carries bare IP packets', async () => {
    const { far: link } = wire();
    const bare = { ...link, kind: 'raw' as const, framing: 'ip' as const, clock: link.clock, mtu: 1500 };
    const sent: Uint8Array[] = [];
    const send = (bytes: Uint8Array) => {
      sent.push(bytes);
      return { at: 0, direction: 'sent' as const, bytes };
    };
    const host = new PhantomHost({ link: Object.assign(bare, { send }), mac: '', address4: NEAR[4] });
    await host.resolve(FAR[4]);
    host.send({ destination: FAR[4], protocol: TCP, payload: Uint8Array.of(1) });
    expect(sent.map((bytes) => [bytes[0], bytes.length])).to.deep.equal([[0x45, 21]]);
  });
});
