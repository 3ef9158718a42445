import { expect } from 'chai';
import { Asking } from './asking.js';

describe('Session', () => {
  let controller: Asking;
  beforeEach(() => {
    controller = new Asking();
  });
  afterEach(() => controller.session.end());

  it('greets with its version and its calls', () => {
    controller.session.greet();
    const [greeting] = controller.answers;
    expect(greeting).to.include({ hello: 'tcpspec-agent', protocol: 1, os: 'Linux', needsToken: false });
    expect(greeting?.calls).to.include.members(['hello', 'ping', 'platform', 'open', 'state', 'setSetting']);
  });

  it('says what it runs on', async () => {
    const platform = await controller.ask('platform', {});
    expect(platform.os).to.equal('Linux');
    expect(platform.kernel).to.match(/^\d+\./);
  });

  const badLines = {
    'no JSON': ['{"id":1,', null],
    'a list': ['[1]', null],
    null: ['null', null],
    'a number': ['7', null],
    'deep nesting': ['['.repeat(100_000), null],
    'no id': ['{"call":"ping"}', null],
    'a negative id': ['{"id":-1,"call":"ping"}', null],
    'a fractional id': ['{"id":1.5,"call":"ping"}', null],
    'a text for an id': ['{"id":"1","call":"ping"}', null],
    'no call': ['{"id":3}', 3],
    'a call that is no text': ['{"id":4,"call":["ping"]}', 4],
    'a handle that is no number': ['{"id":5,"call":"poll","socket":"1"}', 5],
    'no handle': ['{"id":6,"call":"poll"}', 6],
    'a port out of range': ['{"id":7,"call":"state","family":4,"localPort":65536}', 7],
  } as const;
  for (const [what, [line, id]] of Object.entries(badLines)) {
    it(`answers ${what} with bad-request`, async () => {
      expect(await controller.line(line)).to.include({ id, ok: false, error: 'bad-request' });
      expect(await controller.line('{"id":9,"call":"ping"}')).to.deep.equal({ id: 9, ok: true });
    });
  }

  for (const call of ['fly', '', '__proto__', 'constructor', 'toString']) {
    it(`answers the unknown call '${call}' with unsupported`, async () => {
      expect(await controller.failure(call)).to.include({ error: 'unsupported' });
    });
  }

  it('answers a line that is too long by its id, when that comes first', () => {
    controller.session.takeOversized('{"id":12,"call":"send","data":"AAAA');
    controller.session.takeOversized('{"call":"send","id":12,"data":"AAAA');
    expect(controller.answers.map(({ id }) => id)).to.deep.equal([12, null]);
    expect(controller.answers[0]).to.include({ ok: false, error: 'bad-request' });
  });

  it('answers a handle that stands for nothing with no-such-socket', async () => {
    for (const call of ['poll', 'close', 'abort', 'local', 'remote', 'info', 'atMark', 'queued']) {
      expect(await controller.failure(call, { socket: 99 })).to.include({ error: 'no-such-socket' });
    }
  });

  it('enforces peers that were declared although none had to be', async () => {
    await controller.ask('hello', { peers: ['127.0.0.1'] });
    const { socket } = await controller.ask('open', { case: 'peers', family: 4 });
    expect(await controller.failure('connect', { socket, address: '127.0.0.2', port: 9 })).to.include({
      error: 'refused',
    });
    const allowed = await controller.ask('connect', { socket, address: '127.0.0.1', port: 9 }).catch(String);
    expect(String(allowed)).not.to.contain('refused');
  });

  it('lets no source route lead past the peers', async () => {
    await controller.ask('hello', { peers: ['127.0.0.1'] });
    const { socket } = await controller.ask('open', { case: 'peers', family: 4 });
    const route = { socket, option: 'IP_OPTIONS', value: 'gwcECAgICAA=' };
    expect(await controller.failure('setOption', route)).to.include({ error: 'refused' });
  });

  it('answers nothing any more once it has ended', async () => {
    controller.session.end();
    await controller.session.take('{"id":1,"call":"open","case":"late","family":4}');
    expect(controller.answers).to.deep.equal([]);
  });
});
