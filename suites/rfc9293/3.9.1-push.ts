import { expect } from 'chai';
import { establish, may, must, PSH, reach, receiveData, should, suite } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const MSS = 500;
/** A user's data that is not sent after this long is buffered indefinitely, for all that anyone can see. */
const SOON_MS = 5_000;

suite('3.9.1.2 PUSH', () => {
  must(
    'send a small SEND with PSH, without waiting for more',
    {
      id: 'rfc9293/3.9.1.2/small-send',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 MUST-60', 'RFC9293 MUST-61'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      for (const data of ['first', 'second']) {
        await target.send(data);
        await peer.expect('PSH,ACK', { data }, { withinMs: SOON_MS });
        await peer.send('ACK');
      }
    },
  );

  must(
    'set PSH in the last segment of a SEND that takes several',
    {
      id: 'rfc9293/3.9.1.2/last-segment',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 MUST-60', 'RFC9293 MUST-61'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await establish(world, { syn: { options: [{ kind: 'mss', value: MSS }] } });
      for (const octets of [3 * MSS + 1, 4 * MSS]) {
        await target.send(Buffer.alloc(octets));
        const segments = await receiveData(peer, octets);
        expect(segments.at(-1)?.flags, 'the control bits of the last segment').to.satisfy(hasPush);
      }
    },
  );

  must(
    'set PSH in the last data before a FIN, or in the FIN that carries it',
    {
      id: 'rfc9293/3.9.1.2/before-fin',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 MUST-61'],
      states: ['ESTABLISHED', 'FIN-WAIT-1'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await target.send('last words');
      await target.close();
      const kind = await peer.expectOneOf({
        apart: ['PSH,ACK', { data: 'last words' }],
        together: ['FIN,PSH,ACK', { data: 'last words' }],
      });
      await peer.send('ACK');
      if (kind === 'apart') await peer.expect('FIN,ACK', { seq: peer.rcv.nxt, length: 0 });
    },
  );

  should(
    'collapse successive pushes into the largest possible segment, with PSH',
    {
      id: 'rfc9293/3.9.1.2/collapse',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 SHLD-27'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await establish(world, { ack: { window: 0 } });
      for (const data of ['one, ', 'two, ', 'three']) await target.send(data);
      await peer.send('ACK', { window: 65_535 });
      let data = '';
      while (data === '') {
        const probe = { seq: add(peer.rcv.nxt, -1), length: 0 }; // the window was closed long enough for one
        await peer.expectOneOf({ probe: ['ACK', probe], other: ['ACK', { seq: peer.rcv.nxt }] });
        data = Buffer.from(peer.last.payload).toString();
      }
      expect(data, 'the first segment of data').to.equal('one, two, three');
      expect(peer.last.flags, 'its control bits').to.satisfy(hasPush);
    },
  );

  may(
    'put the data of several SENDs that wait into one segment, or into one each, and push the last',
    {
      id: 'rfc9293/3.9.1.2/aggregated',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 MAY-16', 'RFC9293 MUST-60', 'RFC9293 MUST-61'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      const text = 'first, one, two, three';
      for (const data of ['first, ', 'one, ', 'two, ', 'three']) await target.send(data);
      const segments = await receiveData(peer, text.length);
      const data = segments.map(({ payload }) => Buffer.from(payload).toString()).join('');
      expect(data, 'the data of the segments').to.equal(text);
      expect(segments.at(-1)?.flags, 'the control bits of the last').to.satisfy(hasPush);
      return segments.length < 4 ? 'aggregated' : 'apart';
    },
  );

  must(
    'deliver data that comes without PSH, acknowledged and at once',
    {
      id: 'rfc9293/3.9.1.3/no-push-needed',
      cites: ['RFC9293 3.9.1.3', 'RFC9293 3.10.7.4 step 7'],
      states: ['ESTABLISHED'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      for (const data of ['no push', 'and none']) {
        await peer.send('ACK', { data });
        await peer.acknowledged();
        expect((await target.receive(data.length)).data.toString(), 'what the user received').to.equal(data);
      }
    },
  );

  must(
    'deliver data with PSH octet for octet, as one stream: PSH is no record marker',
    { id: 'rfc9293/3.9.1.2/no-record-marker', cites: ['RFC9293 3.9.1.2'], states: ['ESTABLISHED'] },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      for (const data of ['one, ', 'two, ', 'three']) await peer.send('PSH,ACK', { data });
      await peer.acknowledged();
      const { data } = await target.receive('one, two, three'.length);
      expect(data.toString(), 'what the user received').to.equal('one, two, three');
    },
  );

  must(
    'take PSH in a segment without data for nothing: ACK, FIN',
    {
      id: 'rfc9293/3.9.1.2/push-without-data',
      cites: ['RFC9293 3.9.1.2', 'RFC9293 3.10.7.4 step 8'],
      states: ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT'],
    },
    async (world) => {
      const { peer, target } = world;
      await reach('SYN-RECEIVED', world);
      await peer.send('PSH,ACK');
      await target.reaches('ESTABLISHED');
      await peer.silence();
      await peer.send('FIN,PSH,ACK');
      await peer.acknowledged();
      await target.reaches('CLOSE-WAIT');
    },
  );
});

function hasPush(flags: number): boolean {
  return (flags & PSH) !== 0;
}
