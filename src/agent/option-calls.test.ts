import { expect } from 'chai';
import { Asking } from './asking.js';
import type { OptionValue } from './protocol.js';

describe('socket options', () => {
  let controller: Asking;
  let socket: number;
  beforeEach(async () => {
    controller = new Asking();
    socket = (await controller.ask('open', { case: 'options', family: 4 })).socket;
  });
  afterEach(() => controller.session.end());

  const settable: readonly [string, OptionValue | boolean, OptionValue][] = [
    ['SO_LINGER', { on: true, seconds: 7 }, { on: true, seconds: 7 }],
    ['SO_RCVBUF', 10_000, 20_000], // Linux doubles it.
    ['SO_SNDBUF', 10_000, 20_000],
    ['SO_REUSEADDR', true, 1],
    ['SO_KEEPALIVE', 1, 1],
    ['SO_OOBINLINE', true, 1],
    ['TCP_NODELAY', true, 1],
    ['TCP_MAXSEG', 600, 600],
    ['TCP_USER_TIMEOUT', 5000, 5000],
    ['TCP_KEEPIDLE', 3, 3],
    ['TCP_KEEPINTVL', 4, 4],
    ['TCP_KEEPCNT', 5, 5],
    ['TCP_LINGER2', 6, 6],
    ['TCP_DEFER_ACCEPT', 1, 1],
    ['TCP_QUICKACK', 0, 0],
    ['TCP_CONGESTION', 'reno', 'reno'],
    ['IP_TOS', 0x10, 0x10],
    ['IP_RECVERR', 1, 1],
  ];
  for (const [option, value, wanted] of settable) {
    it(`set and get ${option}`, async () => {
      await controller.ask('setOption', { socket, option, value });
      expect((await controller.ask('getOption', { socket, option })).value).to.deep.equal(wanted);
    });
  }

  it('set those of IPv6', async () => {
    const six = await controller.ask('open', { case: 'options', family: 6 });
    expect((await controller.ask('getOption', { ...six, option: 'IPV6_V6ONLY' })).value).to.equal(1);
    await controller.ask('setOption', { ...six, option: 'IPV6_TCLASS', value: 0x20 });
    expect((await controller.ask('getOption', { ...six, option: 'IPV6_TCLASS' })).value).to.equal(0x20);
  });

  it('tell why a connection failed', async () => {
    const { port, address, socket: listening } = await controller.listener(4);
    await controller.ask('close', { socket: listening });
    await controller.ask('connect', { socket, address, port });
    const { value } = await controller.ask('getOption', { socket, option: 'SO_ERROR' });
    expect(value).to.equal('ECONNREFUSED');
  });

  for (const option of ['SO_NOSUCH', '__proto__', '']) {
    it(`are unsupported when unknown: '${option}'`, async () => {
      expect(await controller.failure('getOption', { socket, option })).to.include({ error: 'unsupported' });
    });
  }

  it('take no value of another shape', async () => {
    for (const [option, value] of [
      ['SO_LINGER', 1],
      ['TCP_NODELAY', 'yes'],
      ['TCP_CONGESTION', 1],
      ['SO_RCVBUF', 2 ** 31],
      ['SO_RCVBUF', undefined],
    ]) {
      expect(await controller.failure('setOption', { socket, option, value })).to.include({ error: 'bad-request' });
    }
  });

  it('name the errno of a value that the target refuses', async () => {
    const answer = await controller.failure('setOption', { socket, option: 'TCP_CONGESTION', value: 'nosuch' });
    expect(answer).to.include({ error: 'errno', errno: 'ENOENT' });
  });

  it('come with TCP_INFO', async () => {
    const { active } = await controller.connection(4);
    const info = await controller.ask('info', { socket: active });
    expect(info).to.include({ state: 1, retransmits: 0, unacked: 0 });
    expect(info.rto).to.be.greaterThan(0);
    expect(info.sndMss).to.be.greaterThan(0);
  });
});
