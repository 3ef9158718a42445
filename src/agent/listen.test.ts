import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { LineSplitter } from './framing.js';
import { type ControlPort, listen, parseControlAddress } from './listen.js';
import { LINE_LIMIT_OCTETS } from './protocol.js';

const TOKEN = 'correct horse battery staple';

describe('a control address', () => {
  it('is an address and a port', () => {
    expect(parseControlAddress('192.0.2.1:7000')).to.deep.equal({ host: '192.0.2.1', port: 7000 });
    expect(parseControlAddress('[2001:db8::1]:7000')).to.deep.equal({ host: '2001:db8::1', port: 7000 });
  });

  for (const text of [
    '7000',
    ':7000',
    'localhost:7000',
    '*:7000',
    '192.0.2.1',
    '192.0.2.1:70000',
    '::1:7000',
    '[]:1',
  ]) {
    it(`is not '${text}'`, () => {
      expect(() => parseControlAddress(text)).to.throw('give the control address and port');
    });
  }

  for (const text of ['0.0.0.0:7000', '[::]:7000', '[0:0::0]:7000', '[::ffff:0.0.0.0]:7000', '[::%lo]:7000']) {
    it(`is not every address: '${text}'`, () => {
      expect(() => parseControlAddress(text)).to.throw('every address of the machine');
    });
  }
});

describe('an agent that listens', () => {
  let port: ControlPort;
  let controller: Controller;
  beforeEach(async () => {
    port = await listen({ at: '127.0.0.1:0', token: TOKEN, allowPublic: false });
    controller = new Controller(Number(port.address.split(':')[1]));
    await controller.answer(); // The greeting.
  });
  afterEach(() => {
    controller.socket.destroy();
    port.close();
  });

  it('asks for the token in its greeting', () => {
    expect(controller.answers[0]).to.include({ hello: 'tcpspec-agent', needsToken: true });
  });

  it('answers nothing but hello and ping before', async () => {
    expect(await controller.ask('ping')).to.include({ ok: true });
    for (const call of ['platform', 'open', 'state', 'setting', 'fly']) {
      expect(await controller.ask(call)).to.include({ ok: false, error: 'refused' });
    }
  });

  it('closes after three wrong tokens, even when the fourth is right', async () => {
    const closed = once(controller.socket, 'close');
    for (const token of [undefined, '', 'correct horse battery stapl']) {
      expect(await controller.ask('hello', { token })).to.include({ ok: false, error: 'refused' });
    }
    await closed;
  });

  it('tries no more than three of the tokens that come at once', async () => {
    const closed = once(controller.socket, 'close');
    const tokens = ['wrong', 'wrong', 'wrong', TOKEN];
    const lines = tokens.map((token, id) => `${JSON.stringify({ id, call: 'hello', token })}\n`);
    controller.socket.write(`${lines.join('')}{"id":9,"call":"platform"}\n`);
    await closed;
    expect(controller.answers.filter(({ ok }) => ok === true)).to.deep.equal([]);
  });

  it('admits who has the token', async () => {
    expect(await controller.ask('hello', { token: TOKEN, peers: [] })).to.include({ ok: true, hello: 'tcpspec-agent' });
    expect(await controller.ask('platform')).to.include({ ok: true });
  });

  it('connects to declared peers only', async () => {
    await controller.ask('hello', { token: TOKEN });
    const { socket } = await controller.ask('open', { case: 'peers', family: 4 });
    const there = { socket, address: '127.0.0.3', port: 9 };
    expect(await controller.ask('connect', there)).to.include({ error: 'refused' });
    await controller.ask('hello', { token: TOKEN, peers: ['127.0.0.3', '255.255.255.255'] });
    expect(await controller.ask('connect', { ...there, address: '127.0.0.4' })).to.include({ error: 'refused' });
    expect((await controller.ask('connect', { ...there, address: '255.255.255.255' })).error).to.equal('errno');
    expect((await controller.ask('connect', there)).error).not.to.equal('refused');
  });

  it('takes no public address for a peer', async () => {
    expect(await controller.ask('hello', { token: TOKEN, peers: ['8.8.8.8'] })).to.include({ error: 'refused' });
    expect(await controller.ask('platform')).to.include({ error: 'refused' });
    expect(await controller.ask('hello', { token: TOKEN, peers: ['here'] })).to.include({ error: 'bad-request' });
  });

  it('answers a line that is too long, and goes on', async () => {
    controller.socket.write(`{"id":5,"call":"ping","x":"${'x'.repeat(LINE_LIMIT_OCTETS)}"}\n`);
    expect(await controller.answer()).to.include({ id: 5, error: 'bad-request' });
    expect(await controller.ask('ping')).to.include({ ok: true });
  });

  it('aborts the sockets of a connection when it closes', async () => {
    await controller.ask('hello', { token: TOKEN, peers: [] });
    const { socket } = await controller.ask('open', { case: 'gone', family: 4 });
    const bound = await controller.ask('bind', { socket, address: '127.0.0.1', port: 0 });
    await controller.ask('listen', { socket, backlog: 1 });
    const client = connect(Number(bound.port), '127.0.0.1');
    await once(client, 'connect');
    const reset = once(client, 'error');
    controller.socket.destroy();
    expect((await reset)[0]).to.include({ code: 'ECONNRESET' });
  });
});

/** The other end of the control connection. */
class Controller {
  readonly socket: Socket;
  readonly answers: Record<string, unknown>[] = [];
  #read = 0;
  #id = 100;
  #heard = (): void => {};

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    const lines = new LineSplitter({
      limitOctets: LINE_LIMIT_OCTETS,
      onLine: (line) => {
        this.answers.push(JSON.parse(line) as Record<string, unknown>);
        this.#heard();
      },
      onOversized: () => {},
    });
    this.socket.on('data', (chunk: Buffer) => lines.push(chunk));
    this.socket.on('error', () => {});
  }

  ask(call: string, args: object = {}): Promise<Record<string, unknown>> {
    this.socket.write(`${JSON.stringify({ id: this.#id++, call, ...args })}\n`);
    return this.answer();
  }

  /** The next answer that was not read yet. */
  async answer(): Promise<Record<string, unknown>> {
    while (this.#read >= this.answers.length) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
    return this.answers[this.#read++] ?? {};
  }
}
