import { expect } from 'chai';
import { must, reach, receiveData, stamp, stampOf, suite } from '../../src/harness/index.js';

const MSS = 1_000;

suite('RFC 7323 3.2 timestamps turned off', () => {
  must(
    'agree on no timestamps where they are turned off, and send none: its segments are then as long as the MSS',
    {
      id: 'rfc7323/3.2/turned-off-passive',
      cites: ['RFC7323 3.2', 'RFC9293 3.7.1', 'RFC6691 3.2'],
      states: ['SYN-RECEIVED', 'ESTABLISHED'],
      settings: { timestamps: 0 },
    },
    async (world) => {
      const { peer, target } = world;
      await reach('LISTEN', world);
      await peer.send('SYN', { options: [{ kind: 'mss', value: MSS }, ...stamp(1_000, 0)] });
      const answer = await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
      expect(stampOf(answer), 'the timestamps of its SYN,ACK').to.equal(undefined);
      await peer.send('ACK');
      await target.accept();
      await peer.send('PSH,ACK', { data: 'stamped all the same', options: stamp(1_001, 0) });
      await peer.acknowledged();
      await target.send(Buffer.alloc(2 * MSS));
      const lengths = (await receiveData(peer, 2 * MSS)).map(({ payload }) => payload.length);
      expect(lengths, 'the lengths of its segments').to.deep.equal([MSS, MSS]);
      const stamped = peer.trace.filter(({ from, segment }) => from === 'target' && stampOf(segment));
      expect(stamped, 'segments with timestamps').to.have.length(0);
    },
  );

  must(
    'offer no timestamps in a SYN where they are turned off',
    {
      id: 'rfc7323/3.2/turned-off-active',
      cites: ['RFC7323 3.2'],
      states: ['SYN-SENT'],
      settings: { timestamps: 0 },
    },
    async (world) => {
      await reach('SYN-SENT', world);
      expect(stampOf(world.peer.last), 'the timestamps of its SYN').to.equal(undefined);
    },
  );
});
