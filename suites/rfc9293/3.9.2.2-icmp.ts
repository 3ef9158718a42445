import { expect } from 'chai';
import { must, reach, should, suite } from '../../src/harness/index.js';

type Row = readonly [name: string, words: string, family: 4 | 6, type: number, code: number];

/** Destination Unreachable 0, 1 and 5, Time Exceeded and Parameter Problem; over IPv6 what RFC 5461 2.1 counts as the same. */
const SOFT: readonly Row[] = [
  ['net-unreachable', 'network unreachable', 4, 3, 0],
  ['host-unreachable', 'host unreachable', 4, 3, 1],
  ['source-route-failed', 'source route failed', 4, 3, 5],
  ['time-exceeded', 'time exceeded', 4, 11, 0],
  ['parameter-problem', 'parameter problem', 4, 12, 0],
  ['no-route', 'no route to destination', 6, 1, 0],
  ['address-unreachable', 'address unreachable', 6, 1, 3],
  ['time-exceeded-ipv6', 'time exceeded (ICMPv6)', 6, 3, 0],
];

/** Destination Unreachable 2 and 3. */
const HARD: readonly Row[] = [
  ['protocol-unreachable', 'protocol unreachable', 4, 3, 2],
  ['port-unreachable', 'port unreachable', 4, 3, 3],
  ['port-unreachable-ipv6', 'port unreachable (ICMPv6)', 6, 1, 4],
];

suite('3.9.2.2 ICMP', () => {
  for (const [name, words, family, type, code] of SOFT) {
    must(
      `keep a connection whose segment meets '${words}'`,
      {
        id: `rfc9293/3.9.2.2/${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-56'],
        states: ['ESTABLISHED'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('ESTABLISHED', world);
        await target.send('on its way');
        icmp(await peer.expect('ACK', { data: 'on its way' }), { type, code });
        await target.stays('ESTABLISHED');
        await peer.send('ACK');
        await target.stays('ESTABLISHED');
        await peer.send('PSH,ACK', { data: 'still there?' });
        await peer.acknowledged();
      },
    );

    must(
      `go on opening a connection whose SYN meets '${words}'`,
      {
        id: `rfc9293/3.9.2.2/${name}-syn-sent`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-56', 'RFC5461 3'],
        states: ['SYN-SENT'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('SYN-SENT', world);
        icmp(peer.last, { type, code });
        await target.stays('SYN-SENT');
        await peer.send('SYN,ACK');
        await peer.expect('ACK', { ack: peer.snd.nxt, length: 0 });
      },
    );
  }

  must(
    'discard a source quench',
    {
      id: 'rfc9293/3.9.2.2/source-quench',
      cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-55', 'RFC6633 5'],
      states: ['ESTABLISHED'],
      families: [4],
    },
    async (world) => {
      const { peer, target, icmp } = world;
      await reach('ESTABLISHED', world);
      await target.send('on its way');
      icmp(await peer.expect('ACK', { data: 'on its way' }), { type: 4, code: 0 });
      await target.stays('ESTABLISHED');
      await peer.send('ACK');
      await target.send('and on');
      await peer.expect('ACK', { data: 'and on' });
      await peer.send('ACK');
    },
  );

  for (const [name, words, family, type, code] of HARD) {
    should(
      `end a connection whose segment meets '${words}'`,
      {
        id: `rfc9293/3.9.2.2/${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 SHLD-26'],
        states: ['ESTABLISHED', 'CLOSED'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('ESTABLISHED', world);
        await target.send('on its way');
        icmp(await peer.expect('ACK', { data: 'on its way' }), { type, code });
        await target.stays('CLOSED');
      },
    );

    should(
      `give up opening a connection whose SYN meets '${words}', and tell the user`,
      {
        id: `rfc9293/3.9.2.2/${name}-syn-sent`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 SHLD-26'],
        states: ['SYN-SENT', 'CLOSED'],
        families: [family],
      },
      async (world) => {
        const { peer, target, icmp } = world;
        await reach('SYN-SENT', world);
        icmp(peer.last, { type, code });
        await target.stays('CLOSED');
        expect(await target.error(), 'what the user is told').to.not.equal('');
      },
    );
  }
});
