import { must, reach, suite } from '../src/harness/index.js';

suite('sanity', () => {
  must(
    'shake hands, carry data both ways and close',
    {
      id: 'sanity/life',
      cites: ['RFC9293 3.5', 'RFC9293 3.6'],
      states: ['ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK'],
      calls: 'by-user',
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('PSH,ACK', { data: 'from the peer' });
      await peer.acknowledged();
      await target.receive(13);
      await target.send('from the target');
      await peer.expect('ACK', { data: 'from the target' });
      await peer.send('FIN,ACK');
      await peer.acknowledged();
      await target.close();
      await peer.expect('FIN,ACK');
      await peer.send('ACK');
      await target.reaches('CLOSED');
    },
  );

  must(
    'shake hands with a service, and be gone after a RST',
    {
      id: 'sanity/service',
      cites: ['RFC9293 3.5', 'RFC9293 3.10.7.4'],
      states: ['ESTABLISHED', 'CLOSED'],
      calls: 'by-services',
    },
    async (world) => {
      const { peer, target } = world;
      await reach('ESTABLISHED', world);
      await peer.send('RST');
      await target.reaches('CLOSED');
    },
  );
});
