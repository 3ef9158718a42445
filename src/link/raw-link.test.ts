import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { internetChecksum } from '../wire/checksum.js';
import { decodeIpv4 } from '../wire/ipv4.js';
import { decodeIpv6 } from '../wire/ipv6.js';
import { RST, SYN } from '../wire/tcp.js';
import { openCapLink } from './cap-link.js';
import { readDevice } from './device.js';
import { type Link, LinkError } from './link.js';
import { addressVeth, type FarEnd, overEthernet, rawAddresses, segmentBetween } from './link-contract.fixture.js';
import { openRawLink, type RawLinkOptions } from './raw-link.js';
import { makeVeth, type Veth, whyNoVeth } from './veth.fixture.js';

const four = rawAddresses(4);
const six = rawAddresses(6);

describe('raw-link', () => {
  let veth: Veth;
  let other: Link;
  let far: FarEnd;
  let link: Link | undefined;

  before(async function () {
    if (whyNoVeth()) this.skip();
    veth = makeVeth();
    other = await openCapLink({ device: veth.b });
    addressVeth(veth, 4, other.mac);
    addressVeth(veth, 6, other.mac);
    far = overEthernet(other, readDevice(veth.a).mac);
  });

  after(async () => {
    await other?.close();
    veth?.remove();
  });

  afterEach(async () => {
    await link?.close();
    link = undefined;
  });

  async function open(options: Omit<RawLinkOptions, 'device'> = { address4: four.own, address6: six.own }) {
    link = await openRawLink({ device: veth.a, ...options });
    return link;
  }

  async function seenByFarEnd(action: () => void): Promise<Uint8Array[]> {
    const seen: Uint8Array[] = [];
    const stop = far.onFrame((bytes) => seen.push(bytes));
    action();
    // What is expected is there well within this; the second look gives a slow machine its time.
    await sleep(40);
    if (seen.length === 0) await sleep(20);
    stop();
    return seen;
  }

  for (const { own, far: remote } of [four, six]) {
    const family = own.includes(':') ? 'IPv6' : 'IPv4';

    it(`keeps the tester's kernel from resetting a connection, ${family}`, async () => {
      await open();
      expect(await seenByFarEnd(() => far.send(segmentBetween(remote, own, 1, SYN)))).to.have.length(0);
    });

    it(`lets the kernel reset it without the guard, ${family}`, async () => {
      await open({ address4: four.own, address6: six.own, guard: false });
      const seen = await seenByFarEnd(() => far.send(segmentBetween(remote, own, 1, SYN)));
      expect(seen.map(controlBits).map((bits) => bits & RST)).to.deep.equal([RST]);
    });

    it(`sends a RST of its own past the guard, ${family}`, async () => {
      const raw = await open();
      const reset = segmentBetween(own, remote, 1, RST);
      expect(await seenByFarEnd(() => raw.send(reset))).to.deep.equal([reset]);
    });

    it(`receives a segment with a wrong checksum, ${family}`, async () => {
      const raw = await open();
      const segment = segmentBetween(remote, own, 1);
      segment[segment.length - 1] = 0x77;
      expect(await received(raw, () => far.send(segment))).to.deep.equal([segment]);
    });
  }

  it('takes its firewall table away when it closes', async () => {
    const raw = await open();
    expect(tables()).to.contain(`tcpspec_${process.pid}\n`);
    await raw.close();
    expect(tables()).not.to.contain(`tcpspec_${process.pid}`);
  });

  it('takes its firewall table away when the process exits without closing', () => {
    const module = new URL('./raw-guard.js', import.meta.url);
    const script = `import { installRawGuard } from '${module}'; console.log(installRawGuard(['192.0.2.1']).table)`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(child.stdout).to.equal(`tcpspec_${child.pid}\n`);
    expect(tables()).not.to.contain(child.stdout);
  });

  it('counts what did not fit its receive buffer', async () => {
    const raw = await open();
    expect(raw.counters().dropped).to.equal(0);
    const segment = lengthened(segmentBetween(four.far, four.own, 1), raw.mtu);
    for (let i = 0; i < 8000; i++) far.send(segment);
    const settled = () => raw.counters().received + (raw.counters().dropped ?? 0) === 8000;
    for (let waited = 0; waited < 5000 && !settled(); waited += 50) await sleep(50);
    const { received, dropped } = raw.counters();
    expect(dropped).to.be.greaterThan(0);
    expect(received + (dropped ?? 0)).to.equal(8000);
    await raw.close();
    expect(raw.counters()).to.include({ received, dropped });
  });

  it('marks nothing but its own: the guard leaves other segments of the kernel alone', async () => {
    await open();
    const seen = await seenByFarEnd(() => connectAndForget(four.far));
    expect(seen.map(controlBits)).to.include(SYN);
  });

  it('does not receive what is for another address of the device', async () => {
    const second = six.own.replace(/1$/, '3');
    veth.ip('address', 'add', `${second}/64`, 'dev', veth.a, 'nodad');
    const raw = await open();
    const wanted = segmentBetween(six.far, six.own, 2);
    const heard = await received(raw, () => {
      far.send(segmentBetween(six.far, second, 1));
      far.send(wanted);
    });
    veth.ip('address', 'delete', `${second}/64`, 'dev', veth.a);
    expect(heard).to.deep.equal([wanted]);
  });

  it('makes up the IPv6 header that Linux keeps back', async () => {
    const raw = await open();
    const segment = segmentBetween(six.far, six.own, 1);
    segment[1] = 0x21;
    segment[7] = 9;
    const [packet = new Uint8Array()] = await received(raw, () => far.send(segment));
    const { payload, ...header } = decodeIpv6(packet);
    expect(header).to.include({ source: six.far, destination: six.own, nextHeader: 6, hopLimit: 64, trafficClass: 0 });
    expect(payload).to.deep.equal(segment.slice(40));
  });

  it('receives ICMP', async () => {
    const raw = await open();
    const echoRequest = Uint8Array.of(8, 0, 0xf7, 0xf3, 0, 1, 0, 11);
    expect(internetChecksum(echoRequest)).to.equal(0);
    const packet = segmentBetween(four.far, four.own, 0).slice(0, 20 + echoRequest.length);
    packet.set([packet.length, 0, 1, 0, 0, 64, 1, 0, 0], 3);
    packet.set(echoRequest, 20);
    const checksum = internetChecksum(packet.subarray(0, 20));
    packet.set([checksum >> 8, checksum & 0xff], 10);
    const heard = await received(raw, () => far.send(packet));
    expect(heard.map((bytes) => decodeIpv4(bytes).protocol)).to.deep.equal([1]);
  });

  describe('refuses', () => {
    const damage: Record<string, (packet: Uint8Array) => Uint8Array> = {
      'Total Length': (packet) => packet.subarray(0, -1),
      'Header Checksum': (packet) => packet.with(10, (packet[10] ?? 0) ^ 0xff),
      'Source Address': (packet) => {
        const unspecified = segmentBetween('0.0.0.0', four.far, 1);
        return unspecified.length === packet.length ? unspecified : packet;
      },
    };
    for (const [field, spoil] of Object.entries(damage)) {
      it(`a packet whose ${field} Linux would rewrite`, async () => {
        const raw = await open();
        const packet = spoil(segmentBetween(four.own, four.far, 1));
        expect(() => raw.send(packet))
          .to.throw(LinkError, field)
          .with.property('code', 'send-failed');
        expect(raw.counters().sent).to.equal(0);
      });
    }

    it('a packet that is cut off, too long, or of a family without an address', async () => {
      const raw = await open({ address4: four.own });
      const segment = segmentBetween(four.own, four.far, 1);
      expect(() => raw.send(segment.subarray(0, 19))).to.throw(LinkError, 'no whole IP header');
      expect(() => raw.send(segmentBetween(six.own, six.far, 1))).to.throw(LinkError, 'without an IPv6 address');
      expect(() => raw.send(lengthened(segment, raw.mtu + 1))).to.throw(LinkError, 'Message too long');
      expect(() => raw.send(segment)).not.to.throw();
    });

    it('an address that the device does not have, and none at all', async () => {
      const foreign = await openRawLink({ device: veth.a, address4: '192.0.2.1' }).catch((error) => error);
      expect(foreign).to.be.instanceOf(LinkError).with.property('message').that.contains(four.own);
      const none = await openRawLink({ device: veth.a }).catch((error) => error);
      expect(none).to.be.instanceOf(LinkError).with.property('code', 'not-available');
    });
  });

  for (const [code, words] of [
    ['device-down', ['set']],
    ['device-gone', ['delete']],
  ] as const) {
    it(`says ${code} and sends no more`, async () => {
      const own = makeVeth();
      const address4 = four.own.replace('198.18', '198.19');
      own.ip('address', 'add', `${address4}/30`, 'dev', own.a);
      const raw = await openRawLink({ device: own.a, address4 });
      const told = new Promise<LinkError>((resolve) => raw.onError(resolve));
      own.ip('link', ...words, own.a, ...(code === 'device-down' ? ['down'] : []));
      expect((await told).code).to.equal(code);
      const packet = segmentBetween(address4, four.far.replace('198.18', '198.19'), 1);
      expect(() => raw.send(packet))
        .to.throw(LinkError)
        .with.property('code', code);
      await raw.close();
      own.remove();
    });
  }
});

function received(link: Link, action: () => void): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    link.onFrame(({ bytes }) => resolve([bytes]));
    action();
  });
}

function controlBits(packet: Uint8Array): number {
  return packet[((packet[0] ?? 0) >> 4 === 6 ? 40 : 20) + 13] ?? 0;
}

function tables(): string {
  return execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' });
}

function connectAndForget(address: string): void {
  const script = `require('net').connect({host:'${address}',port:40001}).on('error',()=>{});setTimeout(()=>process.exit(),5)`;
  spawnSync(process.execPath, ['-e', script]);
}

function lengthened(packet: Uint8Array, octets: number): Uint8Array {
  const long = new Uint8Array(octets);
  long.set(packet);
  long.set([octets >> 8, octets & 0xff], 2);
  long.set([0, 0], 10);
  const checksum = internetChecksum(long.subarray(0, 20));
  long.set([checksum >> 8, checksum & 0xff], 10);
  return long;
}
