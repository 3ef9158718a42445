import { expect } from 'chai';
import { formatFlags } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { type Conversation, converse } from './conversation.test-data.js';

const PEER = { address: '192.0.2.9', port: 5_000 };
const STAMP = (value: number, echoReply = 0): TcpOption => ({ kind: 'timestamps', value, echoReply });

describe('the model', () => {
  let talk: Conversation;

  afterEach(() => talk.end());

  describe('as a server', () => {
    beforeEach(() => {
      talk = converse();
    });

    it('answers a SYN with what was offered and no more', async () => {
      await listener();
      talk.say('SYN', { options: [{ kind: 'mss', value: 1_000 }] });
      await talk.pass(1);
      expect(heard()).to.deep.equal(['SYN,ACK']);
      expect(last().options).to.deep.equal([{ kind: 'mss', value: 1_460 }]);
      talk.say('SYN', {
        sourcePort: 5_001,
        options: [STAMP(7), { kind: 'window-scale', shift: 3 }, { kind: 'sack-permitted' }],
      });
      await talk.pass(1);
      expect(last().options.map(({ kind }) => kind)).to.deep.equal([
        'mss',
        'sack-permitted',
        'timestamps',
        'nop',
        'window-scale',
      ]);
      expect(last().options[2]).to.include({ echoReply: 7 });
    });

    it('hands over what came, then the end', async () => {
      const { socket, seq, ack } = await established();
      talk.say('PSH,ACK', { seq, ack, payload: Buffer.from('hello') });
      talk.say('FIN,ACK', { seq: seq + 5, ack });
      await talk.pass(1);
      expect(await read(socket)).to.deep.equal({ text: 'hello', end: false });
      expect(await read(socket)).to.deep.equal({ text: '', end: true });
    });

    it('waits for what has not come yet', async () => {
      const { socket, seq, ack } = await established();
      const reading = talk.model.receive({ socket, max: 10, withinMs: 1_000 });
      await talk.pass(500);
      talk.say('PSH,ACK', { seq, ack, payload: Buffer.from('late') });
      expect(Buffer.from((await reading).data, 'base64').toString()).to.equal('late');
      expect(talk.now()).to.be.within(500, 502);
      expect(await errorOf(talk.model.receive({ socket, max: 1, withinMs: 20 }))).to.equal('EAGAIN');
    });

    it('tells of a reset once, then of the end', async () => {
      const { socket, seq } = await established();
      talk.say('RST', { seq });
      await talk.pass(1);
      expect(talk.model.poll({ socket })).to.include({ error: true, hangup: true });
      expect(await errorOf(talk.model.receive({ socket, max: 1 }))).to.equal('ECONNRESET');
      expect(await read(socket)).to.deep.equal({ text: '', end: true });
      expect(await errorOf(() => talk.model.send({ socket, data: 'eA==' }))).to.equal('EPIPE');
    });

    it('keeps the urgent octet out of the text, or in its place if that is wanted', async () => {
      const { socket, seq, ack } = await established();
      talk.say('URG,ACK', { seq, ack, urgentPointer: 3, payload: Buffer.from('ab!cd') });
      await talk.pass(1);
      expect(talk.model.poll({ socket }).priority).to.equal(true);
      const urgent = await talk.model.receive({ socket, max: 1, urgent: true });
      expect(Buffer.from(urgent.data, 'base64').toString()).to.equal('!');
      expect(await read(socket)).to.deep.equal({ text: 'ab', end: false });
      expect(talk.model.atMark({ socket }).atMark).to.equal(true);
      expect(await read(socket)).to.deep.equal({ text: 'cd', end: false });
    });

    it('rejects an old timestamp, with an acknowledgment (PAWS)', async () => {
      const { socket, seq, ack } = await established([STAMP(1_000)]);
      talk.say('PSH,ACK', { seq, ack, payload: Buffer.from('old'), options: [STAMP(999)] });
      await talk.pass(1);
      expect(last()).to.include({ ack: seq });
      talk.say('PSH,ACK', { seq, ack, payload: Buffer.from('new'), options: [STAMP(1_001)] });
      await talk.pass(100);
      expect(last()).to.include({ ack: seq + 3 });
      expect(last().options.at(-1)).to.include({ echoReply: 1_001 });
      expect(await read(socket)).to.deep.equal({ text: 'new', end: false });
    });

    it('closes the window when nobody reads, and opens it by no less than a segment', async () => {
      const { socket, seq, ack } = await established([], { SO_RCVBUF: 4_000 });
      for (const at of [0, 1_000, 2_000, 3_000]) {
        talk.say('PSH,ACK', { seq: seq + at, ack, payload: new Uint8Array(1_000) });
      }
      await talk.pass(100);
      expect(last()).to.include({ ack: seq + 4_000, window: 0 });
      talk.heard.length = 0;
      await talk.model.receive({ socket, max: 400 });
      await talk.pass(1);
      expect(heard(), 'after 400 octets').to.deep.equal([]);
      await talk.model.receive({ socket, max: 200 });
      await talk.pass(1);
      expect(last(), 'after 600, the MSS being 536').to.include({ ack: seq + 4_000, window: 600 });
    });

    it('takes the connection to what the user asks for', async () => {
      const { socket } = await established();
      expect(await errorOf(() => talk.model.connect({ socket, ...PEER }))).to.equal('EISCONN');
      expect(await errorOf(() => talk.model.listen({ socket, backlog: 1 }))).to.equal('EISCONN');
      talk.model.shutdown({ socket, how: 'send' });
      expect(await errorOf(() => talk.model.send({ socket, data: 'eA==' }))).to.equal('EPIPE');
      expect(await errorOf(() => talk.model.setOption({ socket, option: 'TCP_NONSENSE', value: 1 }))).to.equal(
        'NotOffered',
      );
    });
  });

  describe('as a client', () => {
    beforeEach(() => {
      talk = converse();
    });

    it('numbers its connections anew as time goes by (RFC 6528)', async () => {
      const { socket } = client();
      await talk.pass(1);
      const { seq } = last();
      talk.model.abort({ socket });
      await talk.pass(10);
      client();
      await talk.pass(1);
      expect((last().seq - seq) >>> 0).to.be.within(250 * 10, 250 * 12);
    });

    it('gives up with ETIMEDOUT after its retransmissions, which take three minutes', async () => {
      const { socket } = client();
      await talk.pass(180_000);
      expect(heard()).to.deep.equal(Array(8).fill('SYN'));
      expect(talk.model.getOption({ socket, option: 'SO_ERROR' }).value).to.equal('');
      await talk.pass(4_000);
      expect(talk.model.getOption({ socket, option: 'SO_ERROR' }).value).to.equal('ETIMEDOUT');
    });

    it('is told at R1 that nothing is acknowledged, while the connection goes on', async () => {
      const { socket, port } = client();
      await talk.pass(1);
      talk.say('SYN,ACK', { destinationPort: port, seq: 900, ack: (last().seq + 1) >>> 0 });
      await talk.pass(1);
      talk.model.send({ socket, fill: { count: 1 } });
      await talk.pass(6_500);
      expect(talk.model.getOption({ socket, option: 'SO_ERROR' }).value, 'after two').to.equal('');
      await talk.pass(1_000);
      const twice = [1, 2].map(() => talk.model.getOption({ socket, option: 'SO_ERROR' }).value);
      expect(twice, 'after three').to.deep.equal(['ETIMEDOUT', '']);
    });

    it('is told that it was refused', async () => {
      const { socket, port } = client();
      await talk.pass(1);
      talk.say('RST,ACK', { destinationPort: port, ack: (last().seq + 1) >>> 0 });
      await talk.pass(1);
      expect(await errorOf(() => talk.model.send({ socket, data: 'eA==' }))).to.equal('ECONNREFUSED');
    });

    it('cannot connect where nobody can be', async () => {
      const { socket } = talk.model.open({ case: 'c', family: 4 });
      for (const address of ['255.255.255.255', '224.0.0.1', '0.0.0.0']) {
        expect(await errorOf(() => talk.model.connect({ socket, address, port: 1 })), address).to.equal('ENETUNREACH');
      }
    });
  });

  it('opens a fully specified passive OPEN actively by SEND (RFC 9293 3.10.2)', async () => {
    talk = converse();
    const { socket } = talk.model.open({ case: 'c', family: 4 });
    talk.model.bind({ socket, port: 80 });
    talk.model.listen({ socket, backlog: 1, remote: PEER });
    talk.model.send({ socket, data: Buffer.from('go').toString('base64') });
    await talk.pass(1);
    const { seq } = last();
    expect(heard()).to.deep.equal(['SYN']);
    talk.say('SYN,ACK', { seq: 900, ack: seq + 1 });
    await talk.pass(1);
    expect(heard()).to.deep.equal(['ACK', 'PSH,ACK']);
    expect(await errorOf(() => unspecified())).to.equal('EDESTADDRREQ');
  });

  it('has settings of its own', async () => {
    talk = converse({ settings: { 'model.2msl': 5 } });
    const { model } = talk;
    expect(model.setSetting({ name: 'model.2msl', value: '7' })).to.deep.equal({ previous: '5' });
    expect(model.settings({ names: ['model.2msl', 'net.ipv4.tcp_sack'] })).to.deep.equal({
      values: { 'model.2msl': '7' },
    });
    expect(await errorOf(() => model.setting({ name: 'model.nonsense' }))).to.equal('NotOffered');
    expect(() => converse({ settings: { 'model.nonsense': 1 } })).to.throw('no setting model.nonsense');
  });

  it('never lets a handle stand for another socket', async () => {
    talk = converse();
    const { socket } = talk.model.open({ case: 'c', family: 4 });
    talk.model.close({ socket });
    expect(await errorOf(() => talk.model.poll({ socket }))).to.equal('NoSuchSocket');
    expect(talk.model.open({ case: 'c', family: 4 }).socket).not.to.equal(socket);
  });

  function unspecified(): void {
    const { socket } = talk.model.open({ case: 'c', family: 4 });
    talk.model.listen({ socket, backlog: 1 });
    talk.model.send({ socket, data: 'eA==' });
  }

  function heard(): string[] {
    return talk.heard.splice(0, Math.max(0, talk.heard.length)).map((segment) => {
      kept = segment;
      return formatFlags(segment.flags);
    });
  }

  let kept: Conversation['heard'][number] | undefined;

  function last(): Conversation['heard'][number] {
    const found = talk.heard.at(-1) ?? kept;
    if (!found) throw new Error('nothing was heard');
    return found;
  }

  async function listener(options: Record<string, number> = {}): Promise<number> {
    const { socket } = talk.model.open({ case: 'c', family: 4 });
    for (const [option, value] of Object.entries(options)) talk.model.setOption({ socket, option, value });
    talk.model.bind({ socket, port: 80 });
    talk.model.listen({ socket, backlog: 4 });
    return socket;
  }

  /** A connection that the peer has opened; `seq` and `ack` are what it sends next. */
  async function established(options: TcpOption[] = [], socketOptions: Record<string, number> = {}) {
    const listening = await listener(socketOptions);
    talk.say('SYN', { seq: 99, options });
    await talk.pass(1);
    const ack = (last().seq + 1) >>> 0;
    const further = options.length > 0 ? { options } : {};
    talk.say('ACK', { seq: 100, ack, ...further });
    const { socket } = await talk.model.accept({ socket: listening, withinMs: 10 });
    return { socket, seq: 100, ack };
  }

  function client(): { socket: number; port: number } {
    const { socket } = talk.model.open({ case: 'c', family: 4 });
    talk.model.bind({ socket, port: 81 });
    const { port } = talk.model.connect({ socket, ...PEER });
    return { socket, port };
  }

  async function read(socket: number): Promise<{ text: string; end: boolean }> {
    const { data, end } = await talk.model.receive({ socket, max: 100 });
    return { text: Buffer.from(data, 'base64').toString(), end };
  }
});

/** The errno of a call that fails, or the name of its error. */
async function errorOf(call: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof call === 'function' ? call() : call);
    return 'none';
  } catch (error) {
    const { errno, name } = error as { errno?: string; name: string };
    return errno ?? name;
  }
}
