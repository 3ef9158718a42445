import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { DeviceDrops, dropsIn } from './device-drops.js';

const TABLE = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
a.test0: 1000 10 0 99 0 0 0 0 1000 10 0 0 0 0 0 0
 test0: 4523230   20000    1  317    0     0          0         0      866      11    0    9    0     0       0          0
test01:123 4 5 6 0 0 0 0 0 0 0 0 0 0 0 0
`;

describe('the frames that a device has lost', () => {
  it('are those received ones that no socket saw', () => {
    expect(dropsIn(TABLE, 'test0')).to.equal(317);
    expect(dropsIn(TABLE, 'a.test0')).to.equal(99);
    expect(dropsIn(TABLE, 'test01')).to.equal(6);
    expect(dropsIn(TABLE, 'lo')).to.equal(0);
  });

  it('are unknown of a device that is not there, or whose row is not there whole', () => {
    expect(dropsIn(TABLE, 'test')).to.equal(undefined);
    expect(dropsIn(TABLE.slice(0, -1), 'test01')).to.equal(undefined);
  });

  it('are counted from when one began, and leave nothing open', () => {
    const openBefore = readdirSync('/proc/self/fd').length;
    for (const device of ['lo', 'no-such-device']) {
      const drops = new DeviceDrops(device);
      expect(drops.count()).to.equal(0);
      drops.close();
    }
    expect(readdirSync('/proc/self/fd')).to.have.length(openBefore);
  });
});
