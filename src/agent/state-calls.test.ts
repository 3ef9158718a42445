import { expect } from 'chai';
import { addressOctets } from './address.js';
import { Asking, type Connection, loopback } from './asking.js';
import type { ConnectionQuery, Endpoint, Family, StateName } from './protocol.js';
import { readStateFromTable } from './state.js';

for (const family of [4, 6] as const) {
  describe(`states of connections over IPv${family}`, () => {
    let controller: Asking;
    beforeEach(() => {
      controller = new Asking();
    });
    afterEach(() => controller.session.end());

    it('LISTEN, and CLOSED before and after', async () => {
      const { socket, port } = await controller.listener(family);
      await sees({ family, localPort: port }, 'LISTEN');
      await sees({ family, localAddress: loopback(family), localPort: port }, 'LISTEN');
      await sees({ family: family === 4 ? 6 : 4, localPort: port }, 'CLOSED');
      await controller.ask('close', { socket });
      await sees({ family, localPort: port }, 'CLOSED');
    });

    it('LISTEN at any address, asked with one', async () => {
      const { socket } = await controller.ask('open', { case: 'any', family });
      const { port } = await controller.ask('bind', { socket, port: 0 });
      await controller.ask('listen', { socket, backlog: 1 });
      await sees({ family, localAddress: loopback(family), localPort: port }, 'LISTEN');
    });

    it('CLOSED for a 4-tuple of which only the listener is there', async () => {
      const { address, port } = await controller.listener(family);
      await sees(between(family, { address, port }, { address, port: 1 }), 'CLOSED');
    });

    it('SYN-SENT while the listener has no room', async () => {
      const { socket, address, port } = await controller.listener(family, 0);
      let stuck: ConnectionQuery | undefined;
      for (let i = 0; i < 3; i++) {
        const { socket: active } = await controller.ask('open', { case: 'stuck', family });
        const local = await controller.ask('connect', { socket: active, address, port });
        stuck = between(family, local, { address, port });
      }
      await sees(stuck, 'SYN-SENT');
      await controller.ask('close', { socket });
    });

    it('SYN-RECEIVED while the listener wants data first', async () => {
      const { socket, address, port } = await controller.listener(family);
      await controller.ask('setOption', { socket, option: 'TCP_DEFER_ACCEPT', value: 10 });
      const { socket: active } = await controller.ask('open', { case: 'deferred', family });
      const local = await controller.ask('connect', { socket: active, address, port });
      await sees(between(family, { address, port }, local), 'SYN-RECEIVED');
      await sees(between(family, local, { address, port }), 'ESTABLISHED');
    });

    it('FIN-WAIT-2 and CLOSE-WAIT after a half-close, then TIME-WAIT and CLOSED', async () => {
      const ends = await controller.connection(family);
      await seesBoth(ends, 'ESTABLISHED', 'ESTABLISHED');
      await controller.ask('shutdown', { socket: ends.active, how: 'send' });
      await seesBoth(ends, 'FIN-WAIT-2', 'CLOSE-WAIT');
      await controller.ask('close', { socket: ends.passive });
      await seesBoth(ends, 'TIME-WAIT', 'CLOSED');
    });

    it('FIN-WAIT-2 of a connection that no socket holds any more', async () => {
      const ends = await controller.connection(family);
      await controller.ask('close', { socket: ends.active });
      await seesBoth(ends, 'FIN-WAIT-2', 'CLOSE-WAIT');
    });

    it('FIN-WAIT-1 while data stands before the FIN, and CLOSING when the peer closes as well', async () => {
      const ends = await controller.connection(family);
      await stuff(ends);
      await controller.ask('shutdown', { socket: ends.active, how: 'send' });
      await seesBoth(ends, 'FIN-WAIT-1', 'ESTABLISHED');
      await controller.ask('shutdown', { socket: ends.passive, how: 'send' });
      await seesBoth(ends, 'CLOSING', 'FIN-WAIT-2');
    });

    it('LAST-ACK while data stands before the FIN', async () => {
      const ends = await controller.connection(family);
      await stuff(ends);
      await controller.ask('shutdown', { socket: ends.passive, how: 'send' });
      await seesBoth(ends, 'CLOSE-WAIT', 'FIN-WAIT-2');
      await controller.ask('shutdown', { socket: ends.active, how: 'send' });
      await seesBoth(ends, 'LAST-ACK', 'FIN-WAIT-2');
    });

    it('are told many at once, in the order of the questions', async () => {
      const one = await controller.connection(family);
      const two = await controller.connection(family);
      await controller.ask('shutdown', { socket: two.active, how: 'send' });
      await seesBoth(two, 'FIN-WAIT-2', 'CLOSE-WAIT');
      const connections = [
        between(family, two.near, two.far),
        between(family, one.near, one.far),
        { family, localPort: one.far.port },
      ];
      const { states } = await controller.ask('states', { connections });
      expect(states.map(({ state }) => state)).to.deep.equal(['FIN-WAIT-2', 'ESTABLISHED', 'LISTEN']);
    });

    it('are found without the local address', async () => {
      const { near, far } = await controller.connection(family);
      const { localAddress: _, ...query } = between(family, near, far);
      expect((await controller.ask('state', query)).state).to.equal('ESTABLISHED');
    });

    // Both ways of asking the kernel have to say the same.
    async function sees(query: ConnectionQuery | undefined, wanted: StateName): Promise<void> {
      if (!query) throw new Error('there is nothing to ask for');
      const octets = (address?: string): Buffer | undefined => (address ? addressOctets(address) : undefined);
      const asOctets = { localAddress: octets(query.localAddress), remoteAddress: octets(query.remoteAddress) };
      await eventually(async () => (await controller.ask('state', query)).state, wanted);
      await eventually(async () => (await readStateFromTable({ ...query, ...asOctets })).state, wanted);
    }

    async function seesBoth({ near, far }: Connection, active: StateName, passive: StateName): Promise<void> {
      await sees(between(family, near, far), active);
      await sees(between(family, far, near), passive);
    }

    async function stuff({ active }: Connection): Promise<void> {
      const fill = { count: 1024 * 1024 };
      while (await controller.ask('send', { socket: active, fill }).catch(() => undefined));
    }
  });
}

describe('questions for a state', () => {
  const wrong = [
    {},
    { family: 5, localPort: 1 },
    { family: 4 },
    { family: 4, localPort: 1, localAddress: '::1' },
    { family: 4, localPort: 1, localAddress: 'here' },
    { family: 4, localPort: 1, remoteAddress: '127.0.0.1' },
    { family: 4, localPort: 1, remotePort: 2 },
    { family: 6, localPort: 1, remoteAddress: '127.0.0.1', remotePort: 2 },
  ];
  for (const args of wrong) {
    it(`are not answered when they are ${JSON.stringify(args)}`, async () => {
      const controller = new Asking();
      expect(await controller.failure('state', args)).to.include({ error: 'bad-request' });
      expect(await controller.failure('states', { connections: [args] })).to.include({ error: 'bad-request' });
    });
  }
});

function between(family: Family, local: Endpoint, remote: Endpoint): ConnectionQuery & { localAddress: string } {
  return {
    family,
    localAddress: local.address,
    localPort: local.port,
    remoteAddress: remote.address,
    remotePort: remote.port,
  };
}

async function eventually(read: () => Promise<StateName>, wanted: StateName): Promise<void> {
  let seen: StateName | undefined;
  for (let attempt = 0; attempt < 50 && seen !== wanted; attempt++) {
    seen = await read();
    if (seen !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(seen).to.equal(wanted);
}
