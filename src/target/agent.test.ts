import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { AgentUser } from './agent.js';
import { AgentLost, CallFailed, CallRejected, UnsupportedCall } from './errors.js';
import { spawnChannel } from './spawn-channel.js';
import type { UserCallName } from './user.js';

const AGENT = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

describe('AgentUser with an agent in a child process', function () {
  this.timeout(10_000);
  let agent: AgentUser;
  let pid: number;
  beforeEach(async () => {
    agent = await AgentUser.meet(spawnChannel([process.execPath, AGENT]));
    pid = childPid();
  });
  afterEach(() => agent.end());

  it('knows the platform and supports every call', () => {
    expect(agent.kind).to.equal('agent');
    expect(agent.platform.os).to.equal('Linux');
    expect(agent.platform).to.have.keys(['os', 'kernel', 'hostname']);
    expect(agent.supports('info')).to.equal(true);
    expect(agent.supports('fly' as UserCallName)).to.equal(false);
  });

  it('makes a connection, moves data and ends it', async () => {
    const { near, far, active, passive } = await connection();
    expect(await agent.local({ socket: active })).to.deep.equal(near);
    expect(await agent.remote({ socket: active })).to.deep.equal(far);
    await agent.send({ socket: active, data: 'YWJj' });
    expect(await agent.receive({ socket: passive, max: 9, withinMs: 1000 })).to.deep.equal({
      data: 'YWJj',
      end: false,
    });
    expect((await agent.poll({ socket: passive })).writable).to.equal(true);
    expect((await agent.queued({ socket: passive })).received).to.equal(0);
    expect((await agent.info({ socket: passive })).state).to.equal(1);
    await agent.setOption({ socket: active, option: 'TCP_NODELAY', value: true });
    expect(await agent.getOption({ socket: active, option: 'TCP_NODELAY' })).to.deep.equal({ value: 1 });
    expect(await agent.atMark({ socket: passive })).to.deep.equal({ atMark: false });
    await agent.shutdown({ socket: active, how: 'send' });
    expect((await agent.receive({ socket: passive, max: 9, withinMs: 1000 })).end).to.equal(true);
    await agent.close({ socket: passive });
    await agent.abort({ socket: active });
    const query = { family: 4, localPort: far.port } as const;
    expect((await agent.state(query)).state).to.equal('LISTEN');
    expect((await agent.states({ connections: [query] })).states[0]?.state).to.equal('LISTEN');
    expect((await agent.endCase({ case: 'connection' })).closed).to.equal(1);
    expect((await agent.settings({ names: ['net.ipv4.tcp_sack'] })).values).to.have.keys(['net.ipv4.tcp_sack']);
    expect((await agent.setting({ name: 'net.ipv4.tcp_sack' })).value).to.match(/^\d$/);
  });

  it('rejects by the kind of the answer', async () => {
    const { socket } = await agent.open({ case: 'errors', family: 4 });
    const failed = await rejection(agent.remote({ socket }));
    expect(failed).to.be.instanceOf(CallFailed).and.include({ call: 'remote', errno: 'ENOTCONN' });
    const unsupported = await rejection(agent.getOption({ socket, option: 'SO_NOSUCH' }));
    expect(unsupported).to.be.instanceOf(UnsupportedCall).and.include({ call: 'getOption' });
    const rejected = await rejection(agent.poll({ socket: 99 }));
    expect(rejected).to.be.instanceOf(CallRejected).and.include({ call: 'poll', error: 'no-such-socket' });
  });

  it('has hundreds of questions answered at once', async () => {
    const { near, far } = await connection();
    const query = {
      family: 4,
      localAddress: near.address,
      localPort: near.port,
      remoteAddress: far.address,
      remotePort: far.port,
    } as const;
    const answers = await Promise.all(Array.from({ length: 500 }, () => agent.state(query)));
    expect(answers.every(({ state }) => state === 'ESTABLISHED')).to.equal(true);
  });

  it('leaves no descriptor open after the cases end', async () => {
    await agent.state({ family: 4, localPort: 1 }); // What stays open for good is open now.
    const before = descriptors();
    const { far } = await connection();
    expect(descriptors()).to.equal(before + 3);
    await agent.endCase({ case: 'connection' });
    expect(descriptors()).to.equal(before);
    expect(connectionsAt(far.port)).to.deep.equal([]);
  });

  it('leaves nothing behind when it is ended, and is not lost then', async () => {
    const { far } = await connection();
    let lost: Error | undefined;
    agent.on('lost', (error) => {
      lost = error;
    });
    await agent.end();
    expect(connectionsAt(far.port)).to.deep.equal([]);
    expect(lost).to.equal(undefined);
    expect(await rejection(agent.poll({ socket: 1 }))).to.be.instanceOf(AgentLost);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`leaves nothing behind on ${signal}`, async () => {
      const { far } = await connection();
      const lost = new Promise<Error>((resolve) => agent.on('lost', resolve));
      process.kill(pid, signal);
      expect((await lost).message).to.contain('exited with 0');
      expect(connectionsAt(far.port)).to.deep.equal([]);
    });
  }

  it('is lost when the agent is killed: what is pending and what follows is rejected', async () => {
    const { socket } = await agent.open({ case: 'killed', family: 4 });
    await agent.listen({ socket, backlog: 1 });
    const pending = rejection(agent.accept({ socket, withinMs: 9000 }));
    const lost = new Promise<Error>((resolve) => agent.on('lost', resolve));
    process.kill(pid, 'SIGKILL');
    expect(await lost).to.be.instanceOf(AgentLost);
    expect(await pending).to.be.instanceOf(AgentLost);
    expect((await rejection(agent.poll({ socket }))).message).to.contain('SIGKILL');
  });

  async function connection() {
    const { socket: listening } = await agent.open({ case: 'connection', family: 4 });
    const far = await agent.bind({ socket: listening, address: '127.0.0.1', port: 0, reuseAddress: true });
    await agent.listen({ socket: listening, backlog: 4 });
    const { socket: active } = await agent.open({ case: 'connection', family: 4 });
    const { inProgress: _, ...near } = await agent.connect({ socket: active, ...far });
    const { socket: passive } = await agent.accept({ socket: listening, withinMs: 1000 });
    return { near, far, active, passive };
  }

  function descriptors(): number {
    return readdirSync(`/proc/${pid}/fd`).length;
  }
});

describe('AgentUser without a working agent', () => {
  const brokenCommands = {
    'is not there': [['/nonexistent/agent'], 'ENOENT'],
    'exits at once': [[process.execPath, '-e', 'console.error("no koffi here"); process.exit(3)'], 'no koffi here'],
  } as const;
  for (const [what, [command, message]] of Object.entries(brokenCommands)) {
    it(`says so when the command ${what}`, async () => {
      const error = await rejection(AgentUser.meet(spawnChannel(command)));
      expect(error).to.be.instanceOf(AgentLost);
      expect(error.message).to.contain(message);
    });
  }
});

/** The only child of this process. */
function childPid(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return Number(children.at(-1));
}

/** The lines of the connections at a port, but for those that only wait for old segments to die out. */
function connectionsAt(port: number): string[] {
  const needle = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n');
  return lines.filter((line) => line.includes(needle) && line.trim().split(/\s+/)[3] !== '06');
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
}
