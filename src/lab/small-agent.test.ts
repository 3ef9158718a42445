import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { smallAgent } from './small-agent.js';

const OTHER = fileURLToPath(new URL('../agent/stdio.js', import.meta.url));

type Answer = Readonly<Record<string, unknown>>;

/** An agent over its standard streams. */
class Asked {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number | null, (answer: Answer) => void>();
  readonly greeting: Promise<Answer>;
  #id = 0;

  constructor([program = '', ...args]: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.greeting = new Promise((resolve) => this.#waiting.set(-1, resolve));
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      const id = answer.ok === undefined ? -1 : (answer.id as number | null);
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
  }

  ask(call: string, args: object = {}): Promise<Answer> {
    const id = ++this.#id;
    return this.line(JSON.stringify({ id, call, ...args }), id);
  }

  line(text: string, id: number | null = null): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin?.write(`${text}\n`);
    });
  }

  async end(): Promise<number | null> {
    this.#child.stdin?.end();
    const [code] = await once(this.#child, 'exit');
    return code;
  }
}

/** What has to be the same of two agents' answers: all but words, and numbers that the system chooses. */
function comparable(answer: Answer): Answer {
  const { id: _id, message: _message, inode, port, states, ...rest } = answer;
  const chosen = { ...(inode === undefined ? {} : { inode: 'some' }), ...(port === undefined ? {} : { port: 'some' }) };
  const all = Array.isArray(states) ? { states: states.map((each) => comparable(each as Answer)) } : {};
  return { ...rest, ...chosen, ...all };
}

/** A conversation about one connection on loopback, and much that is refused. */
async function conversation(agent: Asked, family: 4 | 6): Promise<Answer[]> {
  const loopback = family === 4 ? '127.0.0.1' : '::1';
  const said: Answer[] = [];
  const ask = async (call: string, args: object = {}): Promise<Answer> => {
    const answer = await agent.ask(call, args);
    said.push({ call, ...comparable(answer) });
    return answer;
  };
  await ask('ping');
  const listener = await ask('open', { case: 'a "case" \u00e9\u4e16', family });
  const on = { socket: listener.socket };
  const { port } = await ask('bind', { ...on, address: loopback, port: 0, reuseAddress: true });
  await ask('accept', on);
  await ask('listen', { ...on, backlog: 8 });
  await ask('state', { family, localAddress: loopback, localPort: port });
  await ask('state', { family, localPort: port });
  await ask('accept', { ...on, withinMs: 20 });
  const active = { socket: (await ask('open', { case: 'other', family })).socket };
  await ask('connect', { ...active, address: loopback, port });
  const passive = { socket: (await ask('accept', { ...on, withinMs: 2000 })).socket };
  const near = await ask('local', active);
  await ask('remote', active);
  await ask('remote', passive);
  const ends = { localAddress: loopback, localPort: port, remoteAddress: loopback, remotePort: near.port };
  await ask('states', {
    connections: [
      { family, ...ends },
      { family, localPort: 1, remoteAddress: loopback, remotePort: 1 },
    ],
  });
  await ask('send', { ...active, data: Buffer.from('hello').toString('base64') });
  await ask('receive', { ...passive, max: 100, withinMs: 2000, peek: true });
  await ask('queued', passive);
  await ask('receive', { ...passive, max: 3, withinMs: 2000 });
  await ask('receive', { ...passive, max: 100 });
  await ask('receive', { ...passive, max: 100, withinMs: 10 });
  await ask('send', { ...active, data: '', urgent: true });
  await ask('send', { ...active, fill: { octet: 7, count: 1000 } });
  await ask('receive', { ...passive, max: 4000, withinMs: 2000 });
  await ask('send', { ...active, data: 'IQ==', urgent: true });
  await ask('receive', { ...passive, max: 1, withinMs: 2000, urgent: true });
  await ask('atMark', passive);
  await ask('poll', passive);
  for (const [option, value] of [
    ['TCP_NODELAY', true],
    ['SO_RCVBUF', 4096],
    ['SO_LINGER', { on: true, seconds: 3 }],
    ['TCP_CONGESTION', 'reno'],
    ['TCP_MAXSEG', -1],
  ] as const) {
    await ask('setOption', { ...active, option, value });
    await ask('getOption', { ...active, option });
  }
  for (const option of ['SO_ERROR', 'SO_TYPE', 'NO_SUCH', 'IP_OPTIONS', 'TCP_DELACK_MAX_US'])
    await ask('getOption', { ...active, option });
  await ask('setOption', { ...active, option: 'SO_LINGER', value: 3 });
  await ask('setOption', { ...active, option: 'TCP_CONGESTION', value: 'nosuch' });
  await ask('errorReports', passive);
  await ask('receivedTrafficClass', passive);
  said.push({ info: Object.keys((await agent.ask('info', active)) as object).sort() });
  const waiting = agent.ask('receive', { ...passive, max: 5, withinMs: 5000 });
  await ask('shutdown', { ...active, how: 'send' });
  said.push(comparable(await waiting));
  await ask('shutdown', { ...active, how: 'sideways' });
  const cut = agent.ask('receive', { ...active, max: 5, withinMs: 5000 });
  await ask('abort', active);
  said.push(comparable(await cut));
  await ask('close', active);
  await ask('endCase', { case: 'a "case" \u00e9\u4e16' });
  await ask('endCase', { case: 'other' });
  await ask('state', { family, ...ends });
  return said;
}

/** What is wrong in itself, or has to do with settings. */
async function others(agent: Asked): Promise<Answer[]> {
  const lines = [
    '{"id":1,',
    '[1]',
    'null',
    '7',
    '{"call":"ping"}',
    '{"id":-1,"call":"ping"}',
    '{"id":1.5,"call":"ping"}',
    '{"id":"1","call":"ping"}',
    `${'['.repeat(1000)}`,
    '{"id":01}',
    '{"id":1,}',
    '{"a":"\u0001"}',
  ];
  const said: Answer[] = [];
  for (const line of lines) said.push({ line, ...comparable(await agent.line(line)) });
  const requests: readonly (readonly [string, object])[] = [
    ['fly', {}],
    ['poll', {}],
    ['poll', { socket: '1' }],
    ['poll', { socket: 77 }],
    ['open', { case: 'x', family: 5 }],
    ['open', { family: 4 }],
    ['state', { family: 4, localPort: 65536 }],
    ['state', { family: 4, localAddress: '::1', localPort: 1 }],
    ['state', { family: 4, localPort: 1, remoteAddress: '127.0.0.1' }],
    ['states', { connections: 3 }],
    ['setting', { name: 'net.ipv4.tcp_sack' }],
    ['setting', { name: 'net/ipv4/conf/lo/forwarding' }],
    ['setting', { name: 'net.ipv4.nothing' }],
    ['setting', { name: 'net/../kernel/panic' }],
    ['setting', { name: 'kernel.panic' }],
    ['setting', { name: 'net.' }],
    ['setSetting', { name: 'net.ipv4.tcp_fin_timeout', value: 7 }],
    ['setting', { name: 'net.ipv4.tcp_fin_timeout' }],
    ['setSetting', { name: 'net.ipv4.tcp_fin_timeout', value: 'soon' }],
    ['settings', { names: ['net.ipv4.tcp_rmem', 'net.ipv4.nothing', 'net.core.somaxconn'] }],
    ['settings', { names: ['panic'] }],
    ['hello', { peers: ['not an address'] }],
    ['hello', { peers: ['192.0.2.7', '2001:db8::7'] }],
  ];
  for (const [call, args] of requests) said.push({ call, ...comparable(await agent.ask(call, args)) });
  const four = { socket: (await agent.ask('open', { case: 'peers', family: 4 })).socket };
  said.push(comparable(await agent.ask('connect', { ...four, address: '127.0.0.1', port: 9 })));
  const route = Buffer.from([131, 11, 4, 192, 0, 2, 9, 192, 0, 2, 7, 0]).toString('base64');
  said.push(comparable(await agent.ask('setOption', { ...four, option: 'IP_OPTIONS', value: route })));
  return said;
}

describe('the small agent', function () {
  this.timeout(60_000);
  let small: Asked;
  let other: Asked;

  before(async () => {
    const program = await smallAgent({ say: () => {} });
    small = new Asked([program]);
    other = new Asked([process.execPath, OTHER]);
  });

  it('greets as the other does, with the same calls', async () => {
    const [a, b] = await Promise.all([small.greeting, other.greeting]);
    expect({ ...a, calls: [...(a.calls as string[])].sort() }).to.deep.equal({
      ...b,
      calls: [...(b.calls as string[])].sort(),
    });
  });

  for (const family of [4, 6] as const) {
    it(`answers as the other does over IPv${family}`, async () => {
      expect(await conversation(small, family)).to.deep.equal(await conversation(other, family));
    });
  }

  it('answers what is wrong as the other does', async () => {
    const before = await small.ask('setting', { name: 'net.ipv4.tcp_fin_timeout' });
    const answers = await others(small);
    await small.ask('setSetting', { name: 'net.ipv4.tcp_fin_timeout', value: String(before.value) });
    expect(answers).to.deep.equal(await others(other));
  });

  it('answers a line that is too long, and those that follow', async () => {
    const long = await small.line(`{"id":99,"call":"ping","x":"${'y'.repeat(1 << 20)}"}`, 99);
    expect(long).to.include({ id: 99, ok: false, error: 'bad-request' });
    expect(await small.ask('ping')).to.include({ ok: true });
  });

  it('ends with its controller, and puts settings back', async () => {
    expect(await small.end()).to.equal(0);
    expect(await other.end()).to.equal(0);
    const third = new Asked([await smallAgent({ say: () => {} })]);
    const read = { name: 'net.ipv4.tcp_fin_timeout' };
    const before = await third.ask('setting', read);
    await third.ask('setSetting', { ...read, value: 3 });
    await third.end();
    const fourth = new Asked([await smallAgent({ say: () => {} })]);
    expect((await fourth.ask('setting', read)).value).to.equal(before.value);
    await fourth.end();
  });
});
