import { expect } from 'chai';
import { AgentUser } from './agent.js';
import type { Channel } from './channel.js';
import { Ending } from './ending.js';
import { AgentLost, CallFailed, CallRejected, CallTimedOut } from './errors.js';

const GREETING = {
  hello: 'tcpspec-agent',
  protocol: 1,
  os: 'Test',
  kernel: '1',
  calls: ['ping', 'open'],
  needsToken: false,
};
const PLATFORM = { os: 'Test', kernel: '1', hostname: 'here' };

type Request = Readonly<Record<string, unknown>> & { readonly id: number; readonly call: string };

/** An agent that is a script: what it answers to a request, if anything. */
class Scripted implements Channel {
  readonly name = 'script';
  readonly requests: Request[] = [];
  readonly #ending = new Ending();
  readonly #script: (request: Request) => object | undefined;
  #listener = (_line: string): void => {};

  constructor(script: (request: Request) => object | undefined) {
    this.#script = script;
  }

  say(line: object | string): void {
    this.#listener(typeof line === 'string' ? line : JSON.stringify(line));
  }

  send(line: string): void {
    const request = JSON.parse(line) as Request;
    this.requests.push(request);
    const answer = this.#answer(request);
    if (answer) queueMicrotask(() => this.say({ id: request.id, ok: true, ...answer }));
  }

  onLine(listener: (line: string) => void): void {
    this.#listener = listener;
    queueMicrotask(() => this.say(GREETING));
  }

  onEnd(listener: (reason: string) => void): void {
    this.#ending.tell(listener);
  }

  async close(): Promise<void> {
    this.#ending.happen('closed');
  }

  #answer(request: Request): object | undefined {
    if (request.call === 'hello') return this.#script(request) ?? GREETING;
    return request.call === 'platform' ? PLATFORM : this.#script(request);
  }
}

describe('requests to an agent', () => {
  it('fail at their deadline, and a late answer is nobody’s', async () => {
    const channel = new Scripted(() => undefined);
    const agent = await AgentUser.meet(channel, { answerWithinMs: 20 });
    const late = await rejection(agent.open({ case: 'late', family: 4 }));
    expect(late).to.be.instanceOf(CallTimedOut);
    expect(late.message).to.contain('open: no answer from the agent within 20 ms');
    channel.say({ id: channel.requests.at(-1)?.id, ok: true, socket: 1 });
  });

  it('have the time that the call itself waits on top', async () => {
    const channel = new Scripted(() => undefined);
    const agent = await AgentUser.meet(channel, { answerWithinMs: 10 });
    const started = performance.now();
    await rejection(agent.accept({ socket: 1, withinMs: 50 }));
    expect(performance.now() - started).to.be.at.least(58);
  });

  it('find their answers in any order and among noise', async () => {
    const channel = new Scripted(() => undefined);
    const agent = await AgentUser.meet(channel);
    const one = agent.open({ case: 'one', family: 4 });
    const two = agent.open({ case: 'two', family: 4 });
    const [first, second] = channel.requests.slice(-2).map(({ id }) => id);
    const noise = ['[    1.5] eth0: link up', 'null', '7', '[]', '{"id":"x"}', '{"id":99999,"ok":true}', '{}'];
    for (const line of noise) channel.say(line);
    channel.say({ id: second, ok: true, socket: 2 });
    channel.say({ id: first, ok: true, socket: 1 });
    expect(await Promise.all([one, two])).to.deep.equal([{ socket: 1 }, { socket: 2 }]);
  });

  it('become errors that name the call and the errno', async () => {
    const agent = await AgentUser.meet(
      new Scripted(({ call }) =>
        call === 'open' ? { ok: false, error: 'errno', errno: 'EMFILE', message: 'x' } : undefined,
      ),
    );
    const error = await rejection(agent.open({ case: 'x', family: 4 }));
    expect(error).to.be.instanceOf(CallFailed).and.include({ call: 'open', errno: 'EMFILE', message: 'open: x' });
  });

  it('begin with hello, which carries the peers', async () => {
    const channel = new Scripted(() => undefined);
    await AgentUser.meet(channel, { peers: ['10.0.0.1'] });
    expect(channel.requests[0]).to.deep.include({ call: 'hello', peers: ['10.0.0.1'] });
  });

  it('end with a refused hello', async () => {
    const refusal = { ok: false, error: 'refused', message: 'the token is wrong' };
    const error = await rejection(AgentUser.meet(new Scripted(() => refusal)));
    expect(error).to.be.instanceOf(CallRejected).and.include({ error: 'refused' });
  });

  it('are not made to an agent of another version', async () => {
    const error = await rejection(AgentUser.meet(new Scripted(() => ({ ...GREETING, protocol: 2 }))));
    expect(error).to.be.instanceOf(AgentLost);
    expect(error.message).to.contain('version 2');
  });
});

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
}
