import { expect } from 'chai';
import { AgentLost, CallFailed, CallTimedOut } from '../target/errors.js';
import { RST } from '../wire/tcp.js';
import type { Body, Case } from './case.js';
import { type CaseResult, execute, ownerOf } from './execute.js';
import { reach } from './reach.js';
import { aCase } from './sample.test.js';
import { type Stage, stage } from './stage.test.js';

async function run(on: Stage, body: Body, about: Partial<Case> = {}): Promise<CaseResult> {
  return execute({ case: aCase({ id: 'a/b', body, ...about }), family: 4, repeat: 1 }, on.session);
}

/** What came of the case, and what any case leaves behind: nothing. */
async function judged(on: Stage, body: Body, about: Partial<Case> = {}) {
  const { verdict, message, behaviour } = await run(on, body, about);
  expect(on.calls.filter((call) => call === 'endCase')).to.have.length(1);
  await on.wire.clock.pass(1);
  expect(on.wire.clock.due, 'timers left').to.equal(0);
  return { verdict, message: message ?? '', ...(behaviour === undefined ? {} : { behaviour }) };
}

describe('a case', () => {
  it('passes where its body comes to its end', async () => {
    const on = await stage();
    const result = await run(on, async (world) => {
      await reach('ESTABLISHED', world);
      world.witnessed('ESTABLISHED');
      world.measured('something', 1.23456);
    });
    expect(result).to.deep.include({ verdict: 'PASS', measured: { something: 1.235 }, owner: 'a/b IPv4' });
    expect(result.message).to.equal(undefined);
    expect(result.states.map(({ state, witness }) => `${state} ${witness}`)).to.deep.equal([
      'LISTEN status', // said by passiveOpen,
      'LISTEN status', // and by reach
      'SYN-RECEIVED status',
      'ESTABLISHED status',
      'ESTABLISHED wire',
    ]);
    expect(result.trace.map(({ from, text }) => `${from} ${text.split(', win')[0]}`)).to.deep.equal([
      'peer Flags [S], seq 0',
      'target Flags [S.], seq 0, ack 1',
      'peer Flags [.], seq 1, ack 1',
    ]);
    expect(result.startedAt).to.be.at.most(result.endedAt);
    expect(on.wire.clock.due).to.equal(0);
  });

  it('tells the behaviour that its body saw', async () => {
    const said = await judged(await stage(), async () => 'silent', { level: 'may' });
    expect(said).to.deep.equal({ verdict: 'INFO', message: '', behaviour: 'silent' });
  });

  it('fails on what its body demands in vain', async () => {
    const body: Body = async ({ peer, target }) => {
      await target.passiveOpen();
      await peer.send('SYN');
      await peer.expect('RST');
    };
    const { verdict, message } = await judged(await stage(), body);
    expect([verdict, message]).to.match(/FAIL,expected <CTL=RST>, got Flags \[S\.\]/);
    expect((await judged(await stage(), body, { level: 'should' })).verdict).to.equal('DEVIATES');
  });

  it('fails on a segment that nobody expected', async () => {
    const { verdict, message } = await judged(await stage(), async ({ peer, target }) => {
      await target.passiveOpen();
      await peer.send('SYN');
    });
    expect([verdict, message]).to.match(/FAIL,a segment that nobody expected: Flags \[S\.\]/);
  });

  it('fails on a segment that nobody expected at another of its peers', async () => {
    const { verdict } = await judged(await stage(), async ({ target, anotherPeer }) => {
      await target.passiveOpen();
      await anotherPeer().send('SYN');
    });
    expect(verdict).to.equal('FAIL');
  });

  for (const [how, answers] of Object.entries({
    'the target does not say so': { state: () => ({ state: 'CLOSED' }) },
    'a call fails': {
      listen: () => {
        throw new CallFailed('listen', 'EADDRINUSE', 'no');
      },
    },
  })) {
    it(`is inconclusive where a state of its prologue is not reached: ${how}`, async () => {
      const { verdict, message } = await judged(await stage(answers), (world) => reach('ESTABLISHED', world));
      expect([verdict, message]).to.match(/INCONCLUSIVE,.*LISTEN was not reached/);
    });
  }

  it('is inconclusive where the segments of its prologue are wrong', async () => {
    const on = await stage();
    on.target.instead = () => {
      on.target.says('SYN,ACK', { ack: 5 });
      return true;
    };
    const { verdict, message } = await judged(on, (world) => reach('ESTABLISHED', world));
    expect([verdict, message]).to.match(/INCONCLUSIVE,SYN-RECEIVED was not reached: expected .* ack is/);
  });

  it('is unsupported where the user cannot do a call, or the target has no such server', async () => {
    const unable = await judged(await stage(), async ({ target }) => {
      await target.passiveOpen({ options: { SO_RCVBUF: 1 } });
    });
    expect([unable.verdict, unable.message]).to.match(/UNSUPPORTED,setOption: this user cannot/);
    const none = await judged(await stage(), async ({ target }) => target.useService('gopher'));
    expect([none.verdict, none.message]).to.match(/UNSUPPORTED,the target offers no gopher server/);
  });

  it('is an error where we are at fault', async () => {
    expect((await judged(await stage(), ({ target }) => target.abort())).message).to.contain('has no connection now');
    const { verdict, message } = await judged(await stage(), async () => {
      throw new TypeError('a slip');
    });
    expect([verdict, message]).to.match(/ERROR,TypeError: a slip/);
  });

  it('tells the segments of all its peers in the order of time', async () => {
    const { trace } = await run(await stage(), async ({ peer, target, anotherPeer, deadline }) => {
      await target.closedPort();
      const other = anotherPeer();
      for (const each of [peer, other, peer]) {
        await each.send('RST', { seq: each.local.port, ack: 0 });
        await deadline.pause(5);
      }
    });
    const moments = trace.map(({ at }) => at);
    expect(moments.map((at) => at - (moments[0] ?? 0))).to.deep.equal([0, 5, 10]);
  });

  it('is over at its deadline, which grows with what it says it lasts', async () => {
    for (const [about, ms] of [
      [{}, 15_000],
      [{ lastsMs: 10_000 }, 30_000],
      [{ lastsMs: 10_000, withinMs: 500 }, 500],
    ] as const) {
      const on = await stage();
      const before = on.wire.clock.now();
      const body: Body = async ({ peer, target }) => {
        await target.passiveOpen();
        await peer.expect('SYN');
      };
      expect((await judged(on, body, about)).verdict).to.equal('FAIL');
      expect(on.wire.clock.now() - before).to.be.within(ms, ms + 2);
    }
  });

  it('has numbers and a port of its own, the same for the same seed', async () => {
    const numbers = async (id: string) => {
      const seen: number[] = [];
      const on = await stage();
      await run(on, async ({ peer, freshIss }) => void seen.push(peer.iss, freshIss(), peer.local.port), { id });
      await run(on, async ({ peer }) => void seen.push(peer.local.port), { id });
      return seen;
    };
    const [first, again, other] = [await numbers('a/b'), await numbers('a/b'), await numbers('a/c')];
    expect(first).to.deep.equal(again);
    expect(first[0]).to.not.equal(other[0]);
    expect(first[2]).to.not.equal(first[3]);
  });
});

describe('after a case', () => {
  const lingering: Body = async (world) => {
    await reach('ESTABLISHED', world);
  };

  it('what lingers of its connections is reset', async () => {
    const on = await stage({ endCase: () => ({ closed: 1 }) });
    expect((await judged(on, lingering)).verdict).to.equal('PASS');
    await on.wire.clock.pass(1);
    expect(on.target.got.at(-1)?.flags).to.equal(RST);
    expect(on.target.state).to.equal('CLOSED');
  });

  it('nothing is sent where nothing lingers', async () => {
    const on = await stage();
    await judged(on, lingering);
    await on.wire.clock.pass(1);
    expect(on.target.got.some(({ flags }) => flags === RST)).to.equal(false);
  });

  it('a reset is sent where the user cannot say what lingers', async () => {
    const on = await stage({ endCase: () => ({ closed: 0 }) });
    const unable = new Proxy(on.session.user, {
      get: (user, key) => (key === 'supports' ? (call: string) => call !== 'state' : Reflect.get(user, key)),
    });
    const session = { ...on.session, user: unable };
    const body: Body = async ({ peer, target }) => target.useService('http') ?? void (await peer.send('ACK'));
    await execute({ case: aCase({ id: 'a/b', body }), family: 4, repeat: 1 }, session);
    await on.wire.clock.pass(1);
    expect(on.target.got.map(({ flags }) => flags)).to.deep.equal([16, RST]);
    expect(on.calls).to.not.include('state');
  });

  it('a process of its own on the target is ended first', async () => {
    const on = await stage();
    const { verdict } = await judged(on, async ({ target }) => {
      await target.startProcess();
      await target.passiveOpen();
    });
    expect(verdict).to.equal('PASS');
    expect(on.calls.filter((call) => /open|end/i.test(call))).to.deep.equal(['own open', 'own end', 'endCase']);
  });

  it('its peers are deaf', async () => {
    const on = await stage();
    let trace: readonly unknown[] = [];
    await run(on, async (world) => {
      await reach('ESTABLISHED', world);
      trace = world.peer.trace;
    });
    on.target.says('ACK');
    await on.wire.clock.pass(1);
    expect(trace).to.have.length(3);
  });
});

describe('a run that cannot go on', () => {
  const outcome = (on: Stage, body: Body) =>
    run(on, body).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is told when the agent is lost, and nothing is left behind here', async () => {
    const lost = new AgentLost('it died');
    const die = () => {
      throw lost;
    };
    const on = await stage({ listen: die, endCase: die });
    expect(await outcome(on, ({ target }) => target.passiveOpen())).to.equal(lost);
    expect(on.wire.clock.due).to.equal(0);
    expect(on.calls).to.include('endCase');
  });

  it('is told when the link is lost', async () => {
    const on = await stage();
    const lost = Object.assign(new Error('the device is gone'), { name: 'LinkError' });
    const body = async () => {
      throw lost;
    };
    expect(await outcome(on, body)).to.equal(lost);
    expect(on.calls).to.deep.equal(['endCase']);
  });

  it('is told of the reason when it is stopped, and waits for nothing more', async () => {
    const on = await stage();
    const reason = new Error('stopped');
    const before = on.wire.clock.now();
    on.wire.clock.after(50, () => on.abort(reason));
    const body: Body = async ({ target, peer }) => {
      await target.closedPort();
      await target
        .reaches('TIME-WAIT')
        .catch(() => target.reaches('LAST-ACK'))
        .catch(() => peer.expect('RST'));
    };
    expect(await outcome(on, body)).to.equal(reason);
    expect(on.wire.clock.now() - before).to.equal(50);
    expect(on.calls).to.include('endCase');
    expect(on.wire.clock.due).to.equal(0);
  });

  it('is not ended by a call that got no answer', async () => {
    const on = await stage({
      listen: () => {
        throw new CallTimedOut('listen', 100);
      },
    });
    expect((await judged(on, ({ target }) => target.passiveOpen())).verdict).to.equal('INCONCLUSIVE');
  });
});

describe('the label of an instance', () => {
  it('tells the case, the family and the repeat', () => {
    const c = aCase({ id: 'a/b' });
    expect(ownerOf({ case: c, family: 6, repeat: 1 })).to.equal('a/b IPv6');
    expect(ownerOf({ case: c, family: 4, repeat: 3 })).to.equal('a/b IPv4 #3');
  });
});
