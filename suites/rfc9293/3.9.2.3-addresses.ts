import { expect } from 'chai';
import { must, reach, suite } from '../../src/harness/index.js';

/** Addresses that are no one host's. */
const NOBODY: readonly (readonly [name: string, words: string, family: 4 | 6, address: string])[] = [
  ['multicast', 'a multicast address', 4, '224.0.0.1'],
  ['broadcast', 'the broadcast address', 4, '255.255.255.255'],
  ['multicast-ipv6', 'an IPv6 multicast address', 6, 'ff02::1'],
];

/** And such as no datagram may come from. */
const NOWHERE: readonly (readonly [name: string, words: string, family: 4 | 6, address: string])[] = [
  ['unspecified', 'the unspecified address', 4, '0.0.0.0'],
  ['loopback', 'a loopback address', 4, '127.0.0.1'],
  ['multicast-of-ospf', 'a multicast address that the target has not joined', 4, '224.0.0.5'],
  ['unspecified-ipv6', 'the unspecified IPv6 address', 6, '::'],
  ['loopback-ipv6', 'the IPv6 loopback address', 6, '::1'],
  ['multicast-of-routers-ipv6', 'an IPv6 multicast address that the target has not joined', 6, 'ff02::2'],
];

suite('3.9.2.3 remote address validation', () => {
  for (const [name, words, family, address] of NOBODY) {
    must(
      `discard a SYN to ${words} without an answer`,
      {
        id: `rfc9293/3.9.2.3/syn-to-${name}`,
        cites: ['RFC9293 3.9.2.3', 'RFC9293 MUST-57'],
        states: ['LISTEN'],
        families: [family],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('LISTEN', world);
        const twin = world.twinTowards(address);
        await twin.send('SYN');
        await twin.silence();
        await peer.silence();
        await target.stays('LISTEN');
      },
    );
  }

  for (const [name, words, family, address] of [...NOBODY, ...NOWHERE]) {
    must(
      `ignore a SYN from ${words}`,
      {
        id: `rfc9293/3.9.2.3/syn-from-${name}`,
        cites: ['RFC9293 3.9.2.3', 'RFC9293 MUST-63'],
        states: ['LISTEN'],
        families: [family],
      },
      async (world) => {
        const { peer, target } = world;
        await reach('LISTEN', world);
        await peer.send('SYN', { source: address });
        await peer.silence();
        const pair = { localAddress: target.address, localPort: target.port, remotePort: peer.local.port };
        const { state } = await target.user.state({ family, ...pair, remoteAddress: address });
        expect(state, `a connection with ${words}`).to.equal('CLOSED');
      },
    );
  }
});
