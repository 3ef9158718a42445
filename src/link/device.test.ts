import { expect } from 'chai';
import { listDevices, readDevice } from './device.js';
import { LinkError } from './link.js';
import { makeVeth, whyNoVeth } from './veth.fixture.js';

describe('device', () => {
  it('reads the loopback device, which has no MAC address', () => {
    const { name, mac, mtu } = readDevice('lo');
    expect({ name, mac }).to.deep.equal({ name: 'lo', mac: '' });
    expect(mtu).to.be.greaterThan(1000);
  });

  it('names the devices there are when one is not', () => {
    expect(() => readDevice('nosuchdevice'))
      .to.throw(LinkError, /nosuchdevice.*\blo\b/)
      .with.property('code', 'no-such-device');
  });

  it('reads addresses, MTU and whether it is up', function () {
    if (whyNoVeth()) this.skip();
    const veth = makeVeth();
    veth.ip('address', 'add', '198.18.255.1/30', 'dev', veth.a);
    veth.ip('link', 'set', veth.a, 'address', '02:00:00:12:34:56', 'mtu', '1400');
    veth.ip('link', 'set', veth.b, 'down');
    const [a, b] = [veth.a, veth.b].map((name) => listDevices().find((each) => each.name === name));
    veth.remove();
    expect(a).to.deep.equal({
      name: veth.a,
      mac: '02:00:00:12:34:56',
      mtu: 1400,
      up: true,
      starting: false,
      addresses: [{ address: '198.18.255.1', prefixLength: 30 }],
    });
    expect(b).to.include({ up: false, mtu: 1500 });
  });
});
