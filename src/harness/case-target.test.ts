import { expect } from 'chai';
import { CallFailed } from '../target/errors.js';
import { execute } from './execute.js';
import { aCase } from './sample.test.js';
import { type Answers, stage } from './stage.test.js';
import type { World } from './world.js';

/** Runs a body against a user with these answers; gives the arguments of each call, and the verdict. */
async function run(answers: Answers, body: (world: World) => Promise<void>) {
  const made: [string, unknown][] = [];
  const spied = Object.entries(answers).map(([call, answer]) => [
    call,
    (args: never) => {
      made.push([call, args]);
      return answer(args);
    },
  ]);
  const on = await stage(Object.fromEntries(spied));
  const result = await execute({ case: aCase({ id: 'a/b', body }), family: 4, repeat: 1 }, on.session);
  return { verdict: result.verdict, message: result.message ?? '', made };
}

const ok = () => ({});
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A user whose connection gives what it has in these pieces, and then the end. */
function giving(...pieces: string[]): Answers {
  return {
    receive: () => {
      const piece = pieces.shift();
      return { data: base64(piece ?? ''), end: piece === undefined };
    },
  };
}

const opened = async ({ target }: World) => {
  await target.passiveOpen();
  await target.accept();
};

describe("the target's calls", () => {
  it('bind a port that is given though an old connection has it, and others not', async () => {
    const bind = () => ({ address: '192.0.2.1', port: 80 });
    const { made } = await run({ bind }, async ({ target }) => {
      await target.passiveOpen({ port: 80 });
      await target.passiveOpen();
    });
    const address = '192.0.2.1';
    expect(made).to.deep.equal([
      ['bind', { socket: 1, address, port: 80, reuseAddress: true }],
      ['bind', { socket: 1, address, port: 0, reuseAddress: false }],
    ]);
  });

  it('keep a closed port from other cases, until it is opened or the case ends', async () => {
    const bind = () => ({ address: '192.0.2.1', port: 80 });
    const { made } = await run({ bind, close: ok }, async ({ target }) => {
      await target.closedPort();
      await target.passiveOpen({ port: target.port });
      await target.closeListener();
    });
    expect(made.map(([call]) => call)).to.deep.equal(['bind', 'close', 'bind', 'close', 'bind']);
  });

  it('wait in whole milliseconds, also when little is left of the case', async () => {
    const { made } = await run({ accept: () => ({ socket: 2 }), ...giving('x') }, async (world) => {
      await world.deadline.pause(world.deadline.remainingMs - 2_000.5);
      await opened(world);
      await world.target.receive(1);
    });
    const waits = made.map(([, args]) => (args as { withinMs?: number }).withinMs);
    expect(waits).to.have.length(2);
    for (const wait of waits) expect(wait).to.satisfy(Number.isInteger).and.be.within(0, 2_001);
  });

  it('set options before the OPEN', async () => {
    const on: string[] = [];
    const note = (call: string, answer: unknown) => () => {
      on.push(call);
      return answer;
    };
    const answers = {
      setOption: note('setOption', {}),
      bind: note('bind', { port: 80 }),
      connect: note('connect', {}),
    };
    await run(answers, ({ target }) => target.activeOpen({ options: { SO_RCVBUF: 4_096 } }));
    expect(on).to.deep.equal(['setOption', 'bind', 'connect']);
  });

  it('connect to the peer', async () => {
    const { made } = await run({ connect: ok }, ({ target }) => target.activeOpen());
    expect(made).to.deep.equal([['connect', { socket: 1, address: '192.0.2.2', port: 5000 }]]);
  });

  it('send octets, and are inconclusive where the target does not take them all', async () => {
    const sends = (count: number) =>
      run({ send: () => ({ count }) }, async (world) => {
        await opened(world);
        await world.target.send('four');
      });
    const { verdict, made } = await sends(4);
    expect({ verdict, made }).to.deep.equal({
      verdict: 'PASS',
      made: [['send', { socket: 2, data: base64('four') }]],
    });
    expect(await sends(3)).to.include({ verdict: 'INCONCLUSIVE', message: 'the target took 3 of 4 octets' });
  });

  for (const [what, [count, pieces, data, end]] of Object.entries({
    'as much as was asked for': [4, ['ab', 'cd', 'ef'], 'abcd', false],
    'what there is up to the end': [9, ['ab', 'c'], 'abc', true],
  } as const)) {
    it(`receive ${what}`, async () => {
      let got: { data: Buffer; end: boolean } | undefined;
      const { made } = await run(giving(...pieces), async (world) => {
        await opened(world);
        got = await world.target.receive(count);
      });
      expect([got?.data.toString(), got?.end]).to.deep.equal([data, end]);
      const asked = made.map(([, args]) => (args as { max: number }).max);
      expect(asked.slice(0, 2)).to.deep.equal([count, count - 2]);
    });
  }

  it('close one direction, and the whole socket only when it is released', async () => {
    const { made, verdict } = await run({ shutdown: ok, close: ok }, async (world) => {
      await opened(world);
      await world.target.close();
      await world.target.release();
      expect(() => world.target.connection).to.throw('the target has no connection now');
    });
    expect(verdict).to.equal('PASS');
    expect(made).to.deep.equal([
      ['shutdown', { socket: 2, how: 'send' }],
      ['close', { socket: 2 }],
    ]);
  });

  it('know no connection after an ABORT', async () => {
    const { verdict } = await run({ abort: ok }, async (world) => {
      await opened(world);
      await world.target.abort();
      expect(() => world.target.connection).to.throw();
    });
    expect(verdict).to.equal('PASS');
  });

  it('can be tried: a failure is told by its name, and anything else is none', async () => {
    const names: (string | undefined)[] = [];
    const fails = () => {
      throw new CallFailed('send', 'EPIPE', 'broken');
    };
    const { verdict, message } = await run({ send: fails, shutdown: ok }, async (world) => {
      await opened(world);
      const { target } = world;
      names.push(await target.tries(() => target.send('x')), await target.tries(() => target.close()));
      await target.tries(() => target.setUserTimeout(5));
    });
    expect(names).to.deep.equal(['EPIPE', undefined]);
    expect([verdict, message]).to.match(/UNSUPPORTED,setOption/);
  });

  it('name the pending error', async () => {
    let name = '';
    await run({ getOption: () => ({ value: 'ECONNRESET' }) }, async (world) => {
      await opened(world);
      name = await world.target.error();
    });
    expect(name).to.equal('ECONNRESET');
  });

  it('tell the soft errors that are kept, and the one that is pending', async () => {
    let told: string[] = [];
    const reports = [{ errno: 'EHOSTUNREACH', origin: 'icmp', type: 3, code: 1 }];
    const user = { errorReports: () => ({ reports }), getOption: () => ({ value: 'EPROTO' }) };
    await run(user, async (world) => {
      await opened(world);
      told = await world.target.softErrors();
    });
    expect(told).to.deep.equal(['EHOSTUNREACH', 'EPROTO']);
  });

  it('turn keep-alives on when their timing is set', async () => {
    const { made } = await run({ setOption: ok }, async (world) => {
      await opened(world);
      await world.target.keepAlive({ probes: 3 });
    });
    const set = made.map(([, args]) => args as { option: string; value: number });
    expect(set.map(({ option, value }) => `${option} ${value}`)).to.deep.equal([
      'TCP_KEEPIDLE 1',
      'TCP_KEEPINTVL 1',
      'TCP_KEEPCNT 3',
      'SO_KEEPALIVE 1',
    ]);
  });

  it('find the servers that the target has, and aim the peer at them', async () => {
    let port: number | undefined;
    await run({}, async ({ peer, target }) => {
      target.useService('http');
      port = peer.remote.port;
    });
    expect(port).to.equal(8080);
  });
});
