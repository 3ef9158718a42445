import { expect } from 'chai';
import { droppedBefore, dropsIn } from './device-drops.js';

const TABLE = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
 test0: 4523230   20000    1  317    0     0          0         0      866      11    0    9    0     0       0          0
test01:123 4 5 6 0 0 0 0 0 0 0 0 0 0 0 0
`;

describe('the frames that a device has lost', () => {
  it('are those received ones that no socket saw', () => {
    expect(dropsIn(TABLE, 'test0')).to.equal(317);
    expect(dropsIn(TABLE, 'test01')).to.equal(6);
    expect(dropsIn(TABLE, 'lo')).to.equal(0);
  });

  it('are unknown of a device that is not there', () => {
    expect(dropsIn(TABLE, 'test')).to.equal(undefined);
    expect(droppedBefore('no-such-device')).to.equal(undefined);
  });

  it('are read of the namespace that the process is in', () => {
    expect(droppedBefore('lo')).to.be.a('number');
  });
});
