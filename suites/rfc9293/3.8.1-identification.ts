import { expect } from 'chai';
import { ipv4Of, may, reach, suite, type TraceEntry } from '../../src/harness/index.js';

suite('3.8.1 the Identification of what is sent again', () => {
  may(
    'give a retransmission the IPv4 Identification of the original, if nothing else differs or it cannot be fragmented',
    {
      id: 'rfc9293/3.8.1/identification',
      cites: ['RFC9293 3.8.1', 'RFC9293 MAY-4', 'RFC1122 3.2.1.5', 'RFC6864 4'],
      states: ['ESTABLISHED'],
      families: [4],
      lastsMs: 1_500,
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('again');
      await peer.expect('ACK', { data: 'again' });
      const first = lastOf(peer.trace);
      await peer.send('PSH,ACK', { data: 'changes the acknowledgment', ack: first.segment.seq });
      await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      const second = await peer.retransmission();
      await peer.send('ACK');
      const [one, other] = [ipv4Of(first), ipv4Of(second)];
      if (one.identification !== other.identification) return 'another';
      const isSame = Buffer.from(one.payload).equals(Buffer.from(other.payload));
      expect(isSame || (one.dontFragment && other.dontFragment), 'identical, or never fragmented').to.equal(true);
      return isSame ? 'the-same' : 'without-meaning';
    },
  );
});

function lastOf(trace: readonly TraceEntry[]): TraceEntry {
  const last = trace.findLast(({ from }) => from === 'target');
  if (!last) throw new Error('the target has sent nothing');
  return last;
}
