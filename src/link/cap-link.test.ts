import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { decodeEthernet, ETHERTYPE } from '../wire/ethernet.js';
import { openCapLink } from './cap-link.js';
import { type Frame, LinkError } from './link.js';
import { capSurvivesDeviceLoss } from './native-cap.js';
import { makeVeth, type Veth, whyNoVeth } from './veth.fixture.js';

describe('cap-link', () => {
  let veth: Veth;

  before(function () {
    if (whyNoVeth()) this.skip();
    veth = makeVeth();
  });

  after(() => veth?.remove());

  describe('where the addon would abort the process', () => {
    it('keeps the receive buffer while frames can still arrive', () => {
      expect(inChild('collection')).to.deep.equal({ received: 300, intact: true });
    });

    it('opens after a wrong device name and a wrong filter', () => {
      const outcome = { codes: ['no-such-device', 'bad-filter'], received: 3 };
      expect(inChild('failedOpens')).to.deep.equal(outcome);
    });

    it('refuses to send once closed', () => {
      expect(inChild('sendAfterClose')).to.deep.equal({ code: 'closed' });
    });

    it('opens and closes again and again', () => {
      expect(inChild('manyOpens')).to.deep.equal({ received: 3 });
    });

    it('closes from inside a listener and hears nothing more', () => {
      expect(inChild('closeWhileReceiving')).to.deep.equal({ received: 1 });
    });
  });

  describe('when the device is lost', () => {
    // Built with its assertions, the addon aborts before any of our code runs.
    const losses = capSurvivesDeviceLoss()
      ? { down: { told: 'device-down', send: 'device-down' }, gone: { told: 'device-gone', send: 'device-gone' } }
      : { down: 'aborted', gone: 'aborted' };

    it('says so when it goes down', () => {
      expect(inChild('down')).to.deep.equal(losses.down);
    });

    it('says so when it goes away', () => {
      expect(inChild('gone')).to.deep.equal(losses.gone);
    });

    it('does not miss that it was down for a moment', () => {
      const outcome = { told: ['device-down'], sends: ['device-down', 'device-down'] };
      expect(inChild('flap')).to.deep.equal(capSurvivesDeviceLoss() ? outcome : 'aborted');
    });
  });

  it('names the interfaces there are when there is no such device', async () => {
    const error = await rejection(openCapLink({ device: 'nosuchdevice' }));
    expect(error).to.include({ code: 'no-such-device' });
    expect(error.message).to.contain(veth.a).and.contain('lo');
  });

  it('says that it lacks the privilege, as does raw-link', () => {
    expect(inChild('withoutPrivilege')).to.deep.equal(['no-privilege', 'no-privilege', 'no-privilege']);
  });

  it('does not receive what the kernel of the tester sends', async () => {
    veth.ip('address', 'add', '198.18.254.1/30', 'dev', veth.a);
    const [link, other] = await Promise.all([openCapLink({ device: veth.a }), openCapLink({ device: veth.b })]);
    const heard: Frame[] = [];
    link.onFrame((frame) => heard.push(frame));
    const asked = new Promise<Frame>((resolve) => other.onFrame(resolve));
    const socket = createSocket('udp4');
    socket.send('who has it?', 9, '198.18.254.2');
    expect(decodeEthernet((await asked).bytes)).to.include({ source: link.mac, etherType: ETHERTYPE.ARP });
    socket.close();
    await Promise.all([link.close(), other.close()]);
    veth.ip('address', 'flush', 'dev', veth.a);
    expect(heard).to.deep.equal([]);
  });

  it('refuses a device that is down', async () => {
    veth.ip('link', 'set', veth.b, 'down');
    const error = await rejection(openCapLink({ device: veth.b }));
    veth.ip('link', 'set', veth.b, 'up');
    expect(error).to.include({ code: 'device-down' });
  });

  it('refuses the loopback device, which returns what is sent', async () => {
    const error = await rejection(openCapLink({ device: 'lo' }));
    expect(error).to.include({ code: 'not-available' });
  });

  it('refuses a frame that is too long, and goes on', async () => {
    const link = await openCapLink({ device: veth.a });
    const send = (octets: number) => () => link.send(new Uint8Array(octets).fill(2));
    expect(send(link.mtu + 15)).to.throw(LinkError, /larger than the MTU/);
    expect(send(link.mtu + 14)).not.to.throw();
    await link.close();
  });

  it('receives only what its filter lets through', async () => {
    const link = await openCapLink({ device: veth.a, filter: 'ether proto 0x88b5 or ether proto 0x88b6' });
    const other = await openCapLink({ device: veth.b });
    const etherTypes: number[] = [];
    const all = new Promise<void>((resolve) => {
      link.onFrame(({ bytes }) => {
        etherTypes.push(bytes[13] ?? 0);
        if (bytes[13] === 0xb6) resolve();
      });
    });
    for (const low of [0xb5, 0xb7, 0xb6]) other.send(Uint8Array.of(...new Array(12).fill(2), 0x88, low, 0, 0));
    await all;
    await Promise.all([link.close(), other.close()]);
    expect(etherTypes).to.deep.equal([0xb5, 0xb6]);
  });
});

function inChild(scenario: string): unknown {
  const fixture = fileURLToPath(new URL('./cap-child.fixture.js', import.meta.url));
  const command = ['--net', process.execPath, '--expose-gc', fixture, scenario];
  const child = spawnSync('unshare', command, { encoding: 'utf8', timeout: 10_000 });
  if (child.signal === 'SIGABRT' || child.status === 134) return 'aborted';
  if (child.status !== 0) throw new Error(`${scenario}: status ${child.status}, ${child.signal}\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

async function rejection(opening: Promise<unknown>): Promise<LinkError> {
  const outcome = await opening.catch((error: unknown) => error);
  if (outcome instanceof LinkError) return outcome;
  throw new Error('it opened');
}
