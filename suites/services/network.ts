import { expect } from 'chai';
import {
  connectTo,
  type Ipv4Option,
  ipOptions,
  ipOptionsOf,
  ipv4Of,
  may,
  must,
  type RouteOption,
  should,
  suite,
  type World,
} from '../../src/harness/index.js';

const SOFT = [
  ['net-unreachable', 4, 3, 0],
  ['host-unreachable', 4, 3, 1],
  ['time-exceeded', 4, 11, 0],
  ['no-route', 6, 1, 0],
  ['address-unreachable', 6, 1, 3],
] as const;
const HARD = [
  ['port-unreachable', 4, 3, 3],
  ['port-unreachable-ipv6', 6, 1, 4],
] as const;
const KINDS = ['loose', 'strict'] as const;
const FAR = '198.51.100.1';
const FARTHER = '198.51.100.2';

suite('services: IP below a connection', () => {
  for (const [name, family, type, code] of SOFT) {
    must(
      `keep a connection whose segment meets the ICMP error ${name}, and send it again`,
      {
        id: `services/network/${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-56'],
        calls: 'by-services',
        families: [family],
        lastsMs: 1_500,
      },
      async (world) => {
        const { peer, icmp } = world;
        icmp(await unacknowledged(world), { type, code });
        await peer.retransmission();
        await peer.send('ACK');
        await answersOldOctet(world);
      },
    );
  }

  for (const [name, family, type, code] of HARD) {
    should(
      `end the connection whose segment meets the ICMP error ${name}`,
      {
        id: `services/network/${name}`,
        cites: ['RFC9293 3.9.2.2', 'RFC9293 SHLD-26'],
        calls: 'by-services',
        families: [family],
        lastsMs: 1_500,
      },
      async (world) => {
        const { peer, icmp } = world;
        icmp(await unacknowledged(world), { type, code });
        const ack = await peer.send('ACK');
        await peer.expect('RST', { seq: ack.ack });
      },
    );
  }

  must(
    'pass an ICMP error over that is about another connection',
    {
      id: 'services/network/another-connection',
      cites: ['RFC9293 3.9.2.2', 'RFC9293 MUST-54'],
      calls: 'by-services',
      lastsMs: 1_500,
    },
    async (world) => {
      const { family, icmp } = world;
      const sent = await unacknowledged(world);
      icmp(
        { ...sent, destinationPort: sent.destinationPort ^ 1 },
        family === 4 ? { type: 3, code: 3 } : { type: 1, code: 4 },
      );
      await world.peer.send('ACK');
      await answersOldOctet(world);
    },
  );

  must(
    'send all segments of a connection from the address that its SYN was sent to',
    { id: 'services/network/one-address', cites: ['RFC9293 3.9.1.1', 'RFC9293 MUST-45'], calls: 'by-services' },
    async (world) => {
      const { peer } = world;
      const sent = await unacknowledged(world);
      expect(sent.destinationPort, 'the port that it is sent to').to.equal(peer.local.port);
      await peer.send('FIN,ACK');
      await peer.expectOneOf({ fin: ['FIN,ACK'], ack: ['ACK', { ack: peer.snd.nxt }] });
      while ((await peer.expectOneOf({ more: ['FIN,ACK'], none: null })) === 'more');
    },
  );

  may(
    'give a retransmission the IPv4 Identification of the original, or another',
    {
      id: 'services/network/identification',
      cites: ['RFC9293 3.8.1', 'RFC9293 MAY-4'],
      calls: 'by-services',
      families: [4],
      lastsMs: 1_500,
    },
    async (world) => {
      const { peer } = world;
      await unacknowledged(world);
      const again = await peer.retransmission();
      const first = peer.trace.find(({ segment, from }) => from === 'target' && segment.seq === again.segment.seq);
      await peer.send('ACK');
      return first && ipv4Of(first).identification === ipv4Of(again).identification ? 'the-same' : 'another';
    },
  );

  for (const name of KINDS) {
    must(
      `send by the ${name} source route that the SYN came by, reversed`,
      {
        id: `services/network/return-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 MUST-53'],
        calls: 'by-services',
        families: [4],
      },
      async (world) => {
        if (!(await opensBy(world, name))) return 'source-routed-dropped';
        expect(routesSeen(world, 0), 'the source routes of its datagrams').to.deep.equal([route(name, world, FAR)]);
        return 'reversed';
      },
    );

    should(
      `send by the ${name} source route that came last, reversed`,
      {
        id: `services/network/later-${name}`,
        cites: ['RFC9293 3.9.2.1', 'RFC9293 SHLD-24'],
        calls: 'by-services',
        families: [4],
      },
      async (world) => {
        const { peer } = world;
        if (!(await opensBy(world, name))) return 'source-routed-dropped';
        await peer.send('ACK');
        await peer.send('PSH,ACK', { data: 'by another way', ...by(name, world, FARTHER) });
        const from = peer.trace.length;
        while ((await peer.expect('ACK', { ack: peer.snd.nxt })).payload.length === 0);
        await peer.retransmission();
        expect(routesSeen(world, from).at(-1), 'the source route of its last datagrams').to.equal(
          route(name, world, FARTHER),
        );
        return 'replaced';
      },
    );
  }
});

type Kind = (typeof KINDS)[number];

/** A segment with text that is not acknowledged. */
async function unacknowledged(world: World): Promise<World['peer']['last']> {
  const { peer } = world;
  await connectTo('echo', world);
  await peer.send('PSH,ACK', { data: 'on its way' });
  for (;;) {
    const segment = await peer.expect('ACK', { seq: peer.rcv.nxt });
    if (segment.payload.length > 0) return segment;
  }
}

/** Shows that the connection is there: an octet that was had before is answered with an ACK (RFC 9293 3.10.7.4, first). */
async function answersOldOctet({ peer }: World): Promise<void> {
  await peer.send('ACK', { seq: peer.iss, data: 'x' });
  await peer.expect('ACK', { seq: peer.rcv.nxt, length: 0 });
}

/** Meets the echo by a SYN that has come through a gateway. False if the target drops such datagrams, which is a policy. */
async function opensBy(world: World, name: Kind): Promise<boolean> {
  const { peer, target } = world;
  target.useService('echo');
  await peer.send('SYN', by(name, world, FAR));
  return (await peer.expectOneOf({ taken: ['SYN,ACK', { ack: peer.snd.nxt }], dropped: null })) === 'taken';
}

function by(name: Kind, { peer }: World, gateway: string): { ipOptions: Uint8Array } {
  return {
    ipOptions: ipOptions({ kind: `${name}-source-route`, pointer: 12, addresses: [gateway, peer.local.address] }),
  };
}

function route(name: Kind, { peer }: World, gateway: string): string {
  return textOf({ kind: `${name}-source-route`, pointer: 4, addresses: [gateway, peer.local.address] });
}

function routesSeen({ peer }: World, from: number): string[] {
  const sent = peer.trace.slice(from).filter((entry) => entry.from === 'target');
  return [...new Set(sent.map((entry) => textOf(ipOptionsOf(entry).find(isSourceRoute))))];
}

function isSourceRoute(option: Ipv4Option): option is RouteOption {
  return option.kind === 'loose-source-route' || option.kind === 'strict-source-route';
}

function textOf(found: RouteOption | undefined): string {
  return found ? `${found.kind} by ${found.addresses.join(', ')}, at ${found.pointer}` : 'none';
}
