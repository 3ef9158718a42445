import { expect } from 'chai';
import { establish, should, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

suite('RFC 2018 4 generating SACK options', () => {
  should(
    'report text that came out of order in the SACK option of the acknowledgment that it draws',
    { id: 'rfc2018/4/first-block', cites: ['RFC2018 4', 'RFC9293 3.10.7.4'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer } = world;
      await establish(world, { syn: { options: [{ kind: 'mss', value: 1_000 }, { kind: 'sack-permitted' }] } });
      const left = add(peer.snd.nxt, 10);
      await peer.send('PSH,ACK', { seq: left, data: 'out of order' });
      const { options } = await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      expect(options.find(({ kind }) => kind === 'sack')).to.deep.equal({
        kind: 'sack',
        blocks: [{ left, right: add(left, 12) }],
      });
    },
  );
});
