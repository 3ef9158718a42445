import { expect } from 'chai';
import { CallRejected, must, reach, suite, Unsupported, type World, witness } from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' };
const NO_REMOTE: readonly (readonly [string, string, 4 | 6, string])[] = [
  ['multicast', 'a multicast address', 4, '224.0.0.1'],
  ['broadcast', 'the broadcast address', 4, '255.255.255.255'],
  ['multicast-ipv6', 'a multicast address', 6, 'ff02::1'],
];

suite('3.9.1.1 OPEN', () => {
  must(
    'leave the connections of a port alone when another passive OPEN is made on it',
    {
      id: 'rfc9293/3.9.1.1/passive-open-disturbs-nothing',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-41'],
      states: ['ESTABLISHED', 'LISTEN'],
    },
    async (world) => {
      const { target, anotherPeer } = world;
      await reach('ESTABLISHED', world);
      const errno = await listenOn(world, target.port);
      await target.stays('ESTABLISHED');
      await witness('ESTABLISHED', world);
      const other = anotherPeer();
      await other.send('SYN');
      await other.expect('SYN,ACK', { ack: other.snd.nxt });
      return errno?.toLowerCase() ?? 'opened';
    },
  );

  must(
    'let a user LISTEN on a port from which a connection is in SYN-SENT',
    {
      id: 'rfc9293/3.9.1.1/listen-beside-syn-sent',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-42'],
      states: ['SYN-SENT', 'LISTEN'],
    },
    async (world) => {
      const { peer, target, anotherPeer } = world;
      await target.activeOpen({ options: { SO_REUSEADDR: 1 } });
      await peer.expect('SYN');
      await target.reaches('SYN-SENT');
      expect(await listenOn(world, target.port), 'what the passive OPEN ends with').to.equal(undefined);
      const other = anotherPeer();
      await other.send('SYN');
      await other.expect('SYN,ACK', { ack: other.snd.nxt });
      await target.stays('SYN-SENT');
      await peer.send('SYN,ACK');
      await peer.expect('ACK', { seq: peer.rcv.nxt, ack: peer.snd.nxt, length: 0 });
      await target.reaches('ESTABLISHED');
    },
  );

  must(
    'listen on while connections of the same port are in SYN-RECEIVED',
    {
      id: 'rfc9293/3.9.1.1/listen-beside-syn-received',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-42', 'RFC9293 3.10.7.2'],
      states: ['SYN-RECEIVED', 'LISTEN'],
    },
    async (world) => {
      const { peer, target, anotherPeer } = world;
      await reach('SYN-RECEIVED', world);
      const [second, third] = [anotherPeer(), anotherPeer()];
      for (const other of [second, third]) {
        await other.send('SYN');
        await other.expect('SYN,ACK', { ack: other.snd.nxt });
      }
      await target.stays('SYN-RECEIVED');
      await third.send('ACK');
      await third.send('PSH,ACK', { data: 'the last comes first' });
      await third.acknowledged();
      await peer.send('ACK');
      await target.reaches('ESTABLISHED');
    },
  );

  must(
    'await connections at the local address that the user names, and at no other',
    {
      id: 'rfc9293/3.9.1.1/local-address',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-43'],
      states: ['LISTEN'],
    },
    async (world) => {
      const { peer, target, family } = world;
      const { user } = target;
      const { socket } = await user.open({ case: target.label, family });
      const { port } = await user.bind({ socket, address: LOOPBACK[family], port: 0 });
      await user.listen({ socket, backlog: 1 });
      peer.aim(port);
      const syn = await peer.send('SYN');
      await peer.expect('RST,ACK', { seq: 0, ack: add(syn.seq, 1) });
      await user.close({ socket });
    },
  );

  must(
    'await connections at any local address when the user names none, and answer from the one that was called',
    {
      id: 'rfc9293/3.9.1.1/any-address',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-45'],
      states: ['LISTEN'],
    },
    async (world) => {
      const { peer, target, family } = world;
      const { user } = target;
      const { socket } = await user.open({ case: target.label, family });
      const { port } = await user.bind({ socket, port: 0 });
      await user.listen({ socket, backlog: 1 });
      peer.aim(port);
      await peer.send('SYN');
      await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
      await peer.send('ACK');
      const accepted = await user.accept({ socket, withinMs: 2_000 });
      const local = await user.local({ socket: accepted.socket });
      expect(local.address, 'the local address of the connection').to.equal(target.address);
      for (const each of [accepted.socket, socket]) await user.abort({ socket: each });
      await peer.expectOneOf({ rst: ['RST'], 'rst-ack': ['RST,ACK'] });
    },
  );

  must(
    'choose the local address of an active OPEN before the first SYN when the user names none',
    {
      id: 'rfc9293/3.9.1.1/address-chosen',
      cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-44', 'RFC9293 MUST-45'],
      states: ['SYN-SENT'],
    },
    async (world) => {
      const { peer, target, family } = world;
      const { user } = target;
      const { socket } = await user.open({ case: target.label, family });
      await user.connect({ socket, ...peer.local });
      await peer.expect('SYN'); // it comes to this peer only from the target's address on this link
      const local = await user.local({ socket });
      expect(local, 'the local end').to.include({ address: target.address, port: peer.remote.port });
      await user.abort({ socket });
      await peer.silence();
    },
  );

  for (const [name, what, family, address] of NO_REMOTE) {
    must(
      `refuse an active OPEN to ${what} (IPv${family})`,
      { id: `rfc9293/3.9.1.1/no-${name}`, cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-46'], families: [family] },
      async (world) => {
        const { peer, target } = world;
        const { user } = target;
        const { socket } = await user.open({ case: target.label, family });
        const errno = await target
          .tries(() => user.connect({ socket, address, port: peer.local.port }))
          .catch((error) => {
            if (error instanceof CallRejected) throw new Unsupported(`the user makes no such call: ${error.message}`);
            throw error;
          });
        await user.abort({ socket });
        expect(errno, 'what OPEN ends with').to.be.a('string').and.not.equal('EINPROGRESS');
        return errno?.toLowerCase();
      },
    );
  }
});

/** A passive OPEN on a port, by a socket of its own. Resolves to the name of its error, undefined where it succeeds. */
function listenOn(world: World, port: number): Promise<string | undefined> {
  const { target, family } = world;
  const { user, address } = target;
  return target.tries(async () => {
    const { socket } = await user.open({ case: target.label, family });
    await user.bind({ socket, address, port, reuseAddress: true });
    await user.listen({ socket, backlog: 8 });
  });
}
