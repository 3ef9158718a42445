import { expect } from 'chai';
import { must, reach, suite } from '../../src/harness/index.js';

suite('RFC 7323 2.2 window scale in a simultaneous open', () => {
  must(
    'scale no window after a simultaneous open in which the SYN of the peer had no Window Scale option',
    {
      id: 'rfc7323/2.2/simultaneous-open-unscaled',
      cites: ['RFC7323 2.2', 'RFC7323 1.3', 'RFC9293 MUST-10'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
    },
    async (world) => {
      const { peer } = world;
      await reach('SYN-RECEIVED', world, 'simultaneous');
      const { window: unscaled } = peer.last;
      await peer.send('PSH,ACK', { data: 'x' });
      const { window } = await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      expect(window, `the window after one of ${unscaled} octets and an octet of text`).to.be.above(unscaled / 4);
    },
  );
});
