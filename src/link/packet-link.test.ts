import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Frame, type Link, LinkError } from './link.js';
import { openPacketLink, type PacketLinkOptions } from './packet-link.js';
import { makeVeth, type Veth, whyNoVeth } from './veth.fixture.js';

describe('packet-link', () => {
  let veth: Veth;
  const open: Link[] = [];

  before(function () {
    if (whyNoVeth()) this.skip();
    veth = makeVeth();
  });

  after(() => veth?.remove());

  afterEach(async () => {
    for (const link of open.splice(0)) await link.close();
  });

  async function openLink(options: PacketLinkOptions): Promise<Link> {
    const link = await openPacketLink(options);
    open.push(link);
    return link;
  }

  async function pair(options: Partial<PacketLinkOptions> = {}): Promise<[near: Link, far: Link]> {
    return [await openLink({ device: veth.a, ...options }), await openLink({ device: veth.b })];
  }

  it('puts back the VLAN tags that the kernel takes out', async () => {
    const [near, far] = await pair();
    for (const vlans of [[42], [0], [7, 9]]) {
      const tags = vlans.map((id, i) => ({ tpid: i === 0 && vlans.length > 1 ? 0x88a8 : 0x8100, id }));
      const frame = taggedFrame(tags);
      const arriving = nextFrames(near, 1);
      far.send(frame);
      expect(hex((await arriving)[0]?.bytes)).to.equal(hex(frame));
    }
  });

  it('cuts frames to the snap length, and says how long they were', async () => {
    const [near, far] = await pair({ snapOctets: 96 });
    const arriving = nextFrames(near, 3);
    for (const octets of [96, 97, 1514]) far.send(testFrame(octets));
    const frames = await arriving;
    expect(frames.map(({ bytes }) => bytes.length)).to.deep.equal([96, 96, 96]);
    expect(frames.map(({ wireOctets }) => wireOctets)).to.deep.equal([undefined, 97, 1514]);
  });

  it('counts exactly what a small buffer lost while the event loop stood still', async () => {
    const [near, far] = await pair({ bufferBytes: 4096 });
    let received = 0;
    near.onFrame(() => {
      received += 1;
    });
    for (let i = 0; i < 500; i++) far.send(testFrame(60));
    await until(() => near.counters().received + (near.counters().dropped ?? 0) === 500);
    const { dropped } = near.counters();
    expect(dropped).to.be.above(400);
    expect(near.counters()).to.deep.equal({ received, sent: 0, dropped: 500 - received });
    await near.close();
    expect(near.counters()).to.deep.equal({ received, sent: 0, dropped });
  });

  it('stamps frames with the moments at which the kernel had them, however late it delivers', async () => {
    const [near, far] = await pair();
    const arriving = nextFrames(near, 3);
    const sent = [];
    for (let i = 0; i < 3; i++) {
      sent.push(far.send(testFrame(60)));
      const until = performance.now() + 20;
      while (performance.now() < until);
    }
    const arrived = await arriving;
    for (const [i, { at, kernelNs }] of arrived.entries()) {
      expect(at - (sent[i]?.at ?? 0)).to.be.within(-0.05, 10);
      const apartNs = (kernelNs ?? 0n) - (sent[i]?.kernelNs ?? 0n);
      expect(Number(apartNs)).to.be.within(0, 10_000_000);
    }
    const times = arrived.map(({ at }) => at);
    expect(Math.min(...times.slice(1).map((at, i) => at - (times[i] ?? 0)))).to.be.above(15);
  });

  it('agrees with tcpdump on the stamps of frames in both directions', async function () {
    if (spawnSync('tcpdump', ['--version']).error) this.skip();
    const [near, far] = await pair();
    const words = ['-i', veth.a, '-c', '2', '-tt', '-n', '--time-stamp-precision=nano', '--immediate-mode'];
    const dump = execFile('tcpdump', words, { encoding: 'utf8' });
    let printed = '';
    dump.stdout?.on('data', (text: string) => {
      printed += text;
    });
    await new Promise((resolve) => dump.stderr?.on('data', (text) => /listening/.test(text) && resolve(undefined)));
    const ended = new Promise((resolve) => dump.once('close', resolve));
    const sent = near.send(testFrame(60));
    const arriving = nextFrames(near, 1);
    far.send(testFrame(60));
    const [received] = await arriving;
    await ended;
    const stamps = [...printed.matchAll(/^(\d+)\.(\d{9}) /gm)].map(([, whole, part]) => BigInt(`${whole}${part}`));
    const ours = [sent.kernelNs ?? 0n, received?.kernelNs ?? 0n];
    // The kernel stamps what it sends once for its queue and once for captures; what it receives has one stamp.
    expect(Number((stamps[0] ?? 0n) - (ours[0] ?? 0n))).to.be.within(0, 10_000_000);
    expect(stamps[1]).to.equal(ours[1]);
  });

  it('has the promises that a listener settles go on at once', async () => {
    const [near, far] = await pair();
    const arriving = nextFrames(near, 1);
    const turns: string[] = [];
    const timer = setInterval(() => turns.push('a later timer'), 200);
    far.send(testFrame(60));
    await arriving;
    clearInterval(timer);
    expect(turns).to.deep.equal([]);
  });

  it('opens on the device alone: hears nothing of another one', async () => {
    const other = makeVeth();
    try {
      const noise = await openLink({ device: other.a });
      const heard: Frame[] = [];
      for (let i = 0; i < 20; i++) {
        for (let n = 0; n < 10; n++) noise.send(testFrame(60));
        const link = await openLink({ device: veth.a });
        link.onFrame((frame) => heard.push(frame));
      }
      await sleep(20);
      expect(heard).to.deep.equal([]);
    } finally {
      other.remove();
    }
  });

  it('opens 64 times at once, and leaves nothing behind when closed', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const links = await Promise.all(Array.from({ length: 64 }, () => openLink({ device: veth.a })));
    const far = await openLink({ device: veth.b });
    const arriving = links.map((link) => nextFrames(link, 1));
    far.send(testFrame(60));
    expect((await Promise.all(arriving)).flat()).to.have.length(64);
    for (const link of [...links, far]) await link.close();
    expect(readdirSync('/proc/self/fd').length).to.equal(before);
  });

  it('stamps rightly, and lets the event loop rest, after a send that was refused', async () => {
    const lost = makeVeth();
    const link = await openLink({ device: lost.a });
    lost.ip('link', 'set', lost.a, 'txqueuelen', '1');
    execFileSync('tc', ['qdisc', 'replace', 'dev', lost.a, 'root', 'pfifo', 'limit', '0']);
    expect(() => link.send(testFrame(60)))
      .to.throw(LinkError)
      .with.property('code', 'send-failed');
    const before = performance.eventLoopUtilization();
    await sleep(50);
    expect(performance.eventLoopUtilization(before).utilization).to.be.below(0.5);
    execFileSync('tc', ['qdisc', 'delete', 'dev', lost.a, 'root']);
    const soonest = BigInt(Date.now()) * 1_000_000n;
    expect(Number((link.send(testFrame(60)).kernelNs ?? 0n) - soonest)).to.be.above(0);
    lost.remove();
  });

  it('closes from inside a listener and hears nothing more', async () => {
    const [near, far] = await pair();
    let heard = 0;
    near.onFrame(() => {
      heard += 1;
      void near.close();
    });
    for (let i = 0; i < 5; i++) far.send(testFrame(60));
    await sleep(20);
    expect(heard).to.equal(1);
  });

  for (const [what, change, code] of [
    ['goes down', 'down', 'device-down'],
    ['was down for a moment', 'flap', 'device-down'],
    ['goes away', 'gone', 'device-gone'],
  ] as const) {
    it(`says, once, that the device ${what}`, async () => {
      const lost = makeVeth();
      try {
        const link = await openLink({ device: lost.a });
        const told: string[] = [];
        const first = new Promise((resolve) => link.onError((error) => resolve(told.push(error.code))));
        if (change === 'gone') lost.ip('link', 'delete', lost.a);
        else lost.ip('link', 'set', lost.a, 'down');
        if (change === 'flap') lost.ip('link', 'set', lost.a, 'up');
        expect(() => link.send(testFrame(60)), 'at once')
          .to.throw(LinkError)
          .with.property('code', code);
        await first;
        expect(() => link.send(testFrame(60)), 'from then on')
          .to.throw(LinkError)
          .with.property('code', code);
        await sleep(5);
        expect(told).to.deep.equal([code]);
      } finally {
        lost.remove();
      }
    });
  }

  it('is told that the device goes down without sending', async () => {
    const lost = makeVeth();
    const link = await openLink({ device: lost.a });
    const told = new Promise<LinkError>((resolve) => link.onError(resolve));
    lost.ip('link', 'set', lost.a, 'down');
    expect(await told).to.include({ code: 'device-down' });
    lost.remove();
  });

  it('refuses what it cannot open, and says what to do', async () => {
    const lost = makeVeth();
    lost.ip('link', 'set', lost.a, 'down');
    const refusals = [
      ['nosuchdevice', 'no-such-device', /there are: lo/],
      [lost.a, 'device-down', /ip link set .* up/],
      ['lo', 'not-available', /use --link raw/],
    ] as const;
    for (const [device, code, words] of refusals) {
      const error = await openPacketLink({ device }).catch((refusal: unknown) => refusal);
      expect(error).to.be.instanceOf(LinkError).with.property('code', code);
      expect((error as LinkError).message).to.match(words);
    }
    lost.remove();
  });

  it('lacks the privilege as an ordinary user', () => {
    const module = fileURLToPath(new URL('./packet-socket.js', import.meta.url));
    const script = `const { openPacketSockets } = await import('${module}');
      process.setgroups([]); process.setgid(65534); process.setuid(65534);
      try { openPacketSockets('lo', 4096); console.log('opened'); }
      catch (error) { console.log(error.code); }`;
    const warmUp = `const { packetCalls } = await import('${module.replace('packet-socket', 'native-packet')}'); packetCalls();`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', warmUp + script], { encoding: 'utf8' });
    expect(out).to.equal('no-privilege\n');
  });

  it('lets an exception of a listener out as one that nobody caught, and goes on', () => {
    const modules = ['packet-link', 'veth.fixture'].map((name) =>
      fileURLToPath(new URL(`./${name}.js`, import.meta.url)),
    );
    const script = `const [{ openPacketLink }, { makeVeth }] = await Promise.all([import('${modules[0]}'), import('${modules[1]}')]);
      const veth = makeVeth();
      const [a, b] = [await openPacketLink({ device: veth.a }), await openPacketLink({ device: veth.b })];
      let heard = 0;
      process.on('uncaughtException', (error) => console.log(error.message));
      a.onFrame(() => { heard += 1; if (heard === 1) throw new Error('of a listener'); });
      for (let i = 0; i < 3; i++) b.send(new Uint8Array(60).fill(2));
      for (let turns = 0; turns < 100 && heard < 3; turns++) await new Promise((resolve) => setTimeout(resolve, 10));
      console.log(heard); await a.close(); await b.close();`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    expect(out).to.equal('of a listener\n3\n');
  });
});

function testFrame(octets: number): Uint8Array {
  const frame = new Uint8Array(octets).fill(2);
  frame.set([0x88, 0xb5], 12);
  return frame;
}

function taggedFrame(tags: readonly { readonly tpid: number; readonly id: number }[]): Uint8Array {
  const plain = testFrame(60);
  const octets = tags.flatMap(({ tpid, id }) => [tpid >> 8, tpid & 0xff, id >> 8, id & 0xff]);
  return Uint8Array.of(...plain.subarray(0, 12), ...octets, ...plain.subarray(12));
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

function nextFrames(link: Link, count: number): Promise<Frame[]> {
  return new Promise((resolve) => {
    const frames: Frame[] = [];
    const stop = link.onFrame((frame) => {
      frames.push(frame);
      if (frames.length < count) return;
      stop();
      resolve(frames);
    });
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 2_000 && !condition(); waited += 5) await sleep(5);
}
