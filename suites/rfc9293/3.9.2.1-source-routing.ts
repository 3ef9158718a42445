import { expect } from 'chai';
import {
  type Ipv4Option,
  ipOptions,
  ipOptionsOf,
  must,
  type RouteOption,
  reach,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';
import { add } from '../../src/wire/seq.js';

/** Gateways far from the link (RFC 5737): none of them is ever sent to, as the peer stands before them. */
const FAR = '198.51.100.7';
const FARTHER = '198.51.100.9';

type Kind = 'loose-source-route' | 'strict-source-route';
const KINDS: readonly (readonly [name: string, kind: Kind])[] = [
  ['loose', 'loose-source-route'],
  ['strict', 'strict-source-route'],
];

suite('3.9.2.1 source routing', () => {
  for (const [name, kind] of KINDS) {
    must(
      `take the ${name} source route that the user gives, from the SYN to the FIN`,
      {
        id: `rfc9293/3.9.2.1/of-user-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 MUST-51'],
        states: ['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1'],
        families: [4],
      },
      async (world) => {
        const { peer, target } = world;
        await target.activeOpen({ options: given(kind, [peer.local.address]) });
        await peer.expect('SYN');
        await peer.send('SYN,ACK');
        await peer.expect('ACK', { ack: peer.snd.nxt });
        await converse(world);
        expect(routesSeen(world, 0), 'the source routes of its datagrams').to.deep.equal([route(kind, world, [])]);
      },
    );

    must(
      `prefer the ${name} source route that the user gives to one that arrives`,
      {
        id: `rfc9293/3.9.2.1/of-user-first-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 MUST-52'],
        states: ['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1'],
        families: [4],
      },
      async (world) => {
        const { peer, target } = world;
        await target.activeOpen({ options: given(kind, [peer.local.address]) });
        const syn = await peer.expect('SYN');
        const came = await answered(world, () => peer.send('SYN,ACK', { seq: peer.iss, ...by(kind, world, [FAR]) }));
        if (!came) await answered(world, () => peer.send('SYN,ACK', { seq: peer.iss }));
        await converse(world, add(syn.seq, 1));
        expect(routesSeen(world, 0), 'the source routes of its datagrams').to.deep.equal([route(kind, world, [])]);
        return came ? 'taken' : 'source-routed-dropped';
      },
    );

    must(
      `send every segment back by the ${name} source route that the SYN came by, reversed`,
      {
        id: `rfc9293/3.9.2.1/return-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 MUST-53', 'RFC1122 4.2.3.8'],
        states: ['LISTEN', 'ESTABLISHED', 'FIN-WAIT-1'],
        families: [4],
      },
      async (world) => {
        if (!(await opensBy(world, kind, [FARTHER, FAR]))) return 'source-routed-dropped';
        await converse(world);
        const seen = routesSeen(world, 0);
        expect(seen, 'the source routes of its datagrams').to.deep.equal([route(kind, world, [FAR, FARTHER])]);
        return 'reversed';
      },
    );

    should(
      `send by the ${name} source route that came last, reversed`,
      {
        id: `rfc9293/3.9.2.1/later-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 SHLD-24', 'RFC1122 4.2.3.8'],
        states: ['LISTEN', 'ESTABLISHED', 'FIN-WAIT-1'],
        families: [4],
      },
      async (world) => {
        const { peer } = world;
        if (!(await opensBy(world, kind, [FAR]))) return 'source-routed-dropped';
        await peer.send('PSH,ACK', { data: 'by another way', ...by(kind, world, [FARTHER]) });
        await peer.acknowledged();
        const from = peer.trace.length;
        await converse(world);
        const seen = routesSeen(world, from);
        expect(seen, 'the source routes of its datagrams').to.deep.equal([route(kind, world, [FARTHER])]);
        return 'replaced';
      },
    );
  }
});

/** Opens passively by a SYN that has come through gateways, the last of them the peer. False if the target drops such datagrams, which is a policy (RFC 7126 4.3). */
async function opensBy(world: World, kind: Kind, gateways: readonly string[]): Promise<boolean> {
  const { peer, target } = world;
  await reach('LISTEN', world);
  await peer.send('SYN', by(kind, world, gateways));
  if ((await peer.expectOneOf({ taken: ['SYN,ACK', { ack: peer.snd.nxt }], dropped: null })) === 'dropped') {
    await peer.send('SYN', { seq: peer.iss });
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    return false;
  }
  await peer.send('ACK');
  await target.accept();
  return true;
}

/** Sends a SYN,ACK. Whether an ACK answers it. */
async function answered({ peer }: World, synAck: () => Promise<unknown>): Promise<boolean> {
  await synAck();
  const ack = add(peer.iss, 1);
  return (await peer.expectOneOf({ taken: ['ACK', { ack, length: 0 }], dropped: null })) === 'taken';
}

/** Has the target send data, send it again, acknowledge data, and send a FIN. */
async function converse({ peer, target }: World, next = peer.rcv.nxt): Promise<void> {
  const seq = peer.snd.nxt === peer.iss ? { seq: add(peer.iss, 1) } : {};
  await target.send('ping');
  await peer.expect('ACK', { seq: next, data: 'ping' });
  await peer.retransmission();
  await peer.send('PSH,ACK', { data: 'pong', ...seq });
  await peer.expect('ACK', { ack: add(peer.iss, 1 + octetsSent(peer)), length: 0 });
  await target.close();
  await peer.expect('FIN,ACK', { seq: peer.rcv.nxt });
}

function octetsSent({ trace }: World['peer']): number {
  return trace.filter(({ from }) => from === 'peer').reduce((sum, { segment }) => sum + segment.payload.length, 0);
}

/** The option as the user gives it: the gateways alone. */
function given(kind: Kind, addresses: readonly string[]): Record<string, string> {
  return { IP_OPTIONS: Buffer.from(ipOptions({ kind, pointer: 4, addresses })).toString('base64') };
}

/** The option of a datagram that has come to the end of a route: through these gateways, then through the peer. */
function by(kind: Kind, { peer }: World, gateways: readonly string[]): { ipOptions: Uint8Array } {
  const addresses = [...gateways, peer.local.address];
  return { ipOptions: ipOptions({ kind, pointer: 4 + 4 * addresses.length, addresses }) };
}

/** The option of a datagram that goes to the peer first, from there through these gateways, and back to the peer. */
function route(kind: Kind, { peer }: World, gateways: readonly string[]): string {
  return textOf({ kind, pointer: 4, addresses: [...gateways, peer.local.address] });
}

/** The source routes of the target's datagrams from a place in the trace on, in words, each once. */
function routesSeen({ peer }: World, from: number): string[] {
  const sent = peer.trace.slice(from).filter((entry) => entry.from === 'target');
  return [...new Set(sent.map((entry) => ipOptionsOf(entry).find(isSourceRoute)).map(textOf))];
}

function isSourceRoute(option: Ipv4Option): option is RouteOption {
  return option.kind === 'loose-source-route' || option.kind === 'strict-source-route';
}

function textOf(route: RouteOption | undefined): string {
  return route ? `${route.kind} by ${route.addresses.join(', ')}, at ${route.pointer}` : 'none';
}
