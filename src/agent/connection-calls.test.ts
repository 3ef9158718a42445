import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { Asking, loopback } from './asking.js';

describe('the calls that make and end connections', () => {
  let controller: Asking;
  beforeEach(() => {
    controller = new Asking();
  });
  afterEach(() => controller.session.end());

  for (const family of [4, 6] as const) {
    it(`connect and accept over IPv${family}, and tell both ends`, async () => {
      const { active, passive, near, far } = await controller.connection(family);
      expect(await controller.ask('local', { socket: active })).to.include(near);
      expect(await controller.ask('remote', { socket: active })).to.include(far);
      expect(await controller.ask('local', { socket: passive })).to.include(far);
      expect(await controller.ask('remote', { socket: passive })).to.include(near);
    });

    it(`bind to any address over IPv${family} when none is given`, async () => {
      const { socket } = await controller.ask('open', { case: 'any', family });
      const bound = await controller.ask('bind', { socket, port: 0 });
      expect(bound.address).to.equal(family === 4 ? '0.0.0.0' : '::');
      expect(bound.port).to.be.greaterThan(0);
    });
  }

  it('keep IPv6 sockets to IPv6, so that the same port is free for IPv4', async () => {
    const six = await controller.ask('open', { case: 'both', family: 6 });
    const { port } = await controller.ask('bind', { ...six, port: 0 });
    const four = await controller.ask('open', { case: 'both', family: 4 });
    await controller.ask('bind', { socket: four.socket, port });
  });

  const failures = {
    EADDRINUSE: async () => {
      const { port, address } = await controller.listener(4);
      const { socket } = await controller.ask('open', { case: 'errno', family: 4 });
      return controller.failure('bind', { socket, address, port });
    },
    EADDRNOTAVAIL: async () => {
      const { socket } = await controller.ask('open', { case: 'errno', family: 4 });
      return controller.failure('bind', { socket, address: '192.0.2.77', port: 0 });
    },
    EISCONN: async () => {
      const { active, far } = await controller.connection(4);
      await controller.ask('connect', { socket: active, ...far }); // Linux tells once that the connection was made.
      return controller.failure('connect', { socket: active, ...far });
    },
    ENOTCONN: async () => {
      const { socket } = await controller.ask('open', { case: 'errno', family: 4 });
      return controller.failure('remote', { socket });
    },
    EINVAL: async () => {
      const { socket } = await controller.ask('open', { case: 'errno', family: 4 });
      return controller.failure('accept', { socket });
    },
    EAGAIN: async () => controller.failure('accept', { socket: (await controller.listener(4)).socket, withinMs: 5 }),
    ENODEV: async () => {
      const { socket } = await controller.ask('open', { case: 'errno', family: 6 });
      return controller.failure('connect', { socket, address: 'fe80::1%nosuch0', port: 9 });
    },
    ENETUNREACH: async () => {
      const { socket } = await controller.ask('open', { case: 'errno', family: 4 });
      return controller.failure('connect', { socket, address: '224.0.0.1', port: 9 });
    },
  };
  for (const [errno, cause] of Object.entries(failures)) {
    it(`name ${errno}`, async () => {
      expect(await cause()).to.include({ error: 'errno', errno });
    });
  }

  it('take no address of the other family', async () => {
    const { socket } = await controller.ask('open', { case: 'family', family: 4 });
    for (const address of ['::1', '127.0.0.1%lo', 'localhost', '']) {
      expect(await controller.failure('bind', { socket, address, port: 0 })).to.include({ error: 'bad-request' });
    }
  });

  it('accept as soon as a connection comes, without holding others up', async () => {
    const { socket, address, port } = await controller.listener(4);
    const accepted = controller.ask('accept', { socket, withinMs: 5000 });
    await controller.ask('ping', {});
    const active = await controller.ask('open', { case: 'late', family: 4 });
    const started = performance.now();
    await controller.ask('connect', { ...active, address, port });
    await accepted;
    expect(performance.now() - started).to.be.lessThan(500);
  });

  it('end a wait with EBADF when its socket is closed', async () => {
    const { socket } = await controller.listener(4);
    const waiting = controller.failure('accept', { socket, withinMs: 5000 });
    await controller.ask('close', { socket });
    expect(await waiting).to.include({ error: 'errno', errno: 'EBADF' });
  });

  it('reset the connection on abort, and not on close', async () => {
    const aborted = await controller.connection(4);
    await controller.ask('abort', { socket: aborted.active });
    const reset = await controller.failure('receive', { socket: aborted.passive, max: 1, withinMs: 1000 });
    expect(reset.errno).to.equal('ECONNRESET');
    const closed = await controller.connection(4);
    await controller.ask('close', { socket: closed.active });
    expect(await controller.ask('receive', { socket: closed.passive, max: 1, withinMs: 1000 })).to.include({
      end: true,
    });
  });

  for (const how of ['send', 'both'] as const) {
    it(`end what the peer receives by shutdown of ${how}`, async () => {
      const { active, passive } = await controller.connection(4);
      await controller.ask('shutdown', { socket: active, how });
      expect(await controller.ask('receive', { socket: passive, max: 1, withinMs: 1000 })).to.include({ end: true });
      expect(await controller.failure('send', { socket: active, data: 'YQ==' })).to.include({ errno: 'EPIPE' });
    });
  }

  it('end what is received here by shutdown of receive', async () => {
    const { active } = await controller.connection(4);
    await controller.ask('shutdown', { socket: active, how: 'receive' });
    expect(await controller.ask('receive', { socket: active, max: 1 })).to.include({ end: true });
  });

  it('leave nothing of a case behind', async () => {
    const fds = (): number => readdirSync('/proc/self/fd').length;
    await controller.ask('state', { family: 4, localPort: 1 }); // What stays open for good is open now.
    const before = fds();
    const { address, port, socket: listening } = await controller.listener(4);
    const own = await controller.ask('open', { case: 'ending', family: 4 });
    const near = await controller.ask('connect', { ...own, address, port });
    const passive = await controller.ask('accept', { socket: listening, withinMs: 1000 });
    await controller.ask('open', { case: 'ending', family: 6 });
    expect(await controller.ask('endCase', { case: 'ending' })).to.include({ closed: 2 });
    expect(await controller.failure('poll', own)).to.include({ error: 'no-such-socket' });
    const query = {
      family: 4,
      localAddress: loopback(4),
      localPort: near.port,
      remoteAddress: address,
      remotePort: port,
    };
    expect(await controller.ask('state', { ...query, family: 4 })).to.include({ state: 'CLOSED' });
    await controller.ask('close', { socket: passive.socket });
    await controller.ask('close', { socket: listening });
    expect(fds()).to.equal(before);
    expect(await controller.ask('endCase', { case: 'ending' })).to.include({ closed: 0 });
  });
});
