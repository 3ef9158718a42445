import { expect } from 'chai';
import { Asking, type Connection } from './asking.js';

describe('the calls that move octets', () => {
  let controller: Asking;
  let ends: Connection;
  beforeEach(async () => {
    controller = new Asking();
    ends = await controller.connection(4);
  });
  afterEach(() => controller.session.end());

  it('send and receive data', async () => {
    const data = Buffer.from([0, 1, 254, 255]).toString('base64');
    expect(await controller.ask('send', { socket: ends.active, data })).to.include({ count: 4 });
    const received = await controller.ask('receive', { socket: ends.passive, max: 100, withinMs: 1000 });
    expect(received).to.include({ data, end: false });
  });

  it('send octets that are only counted', async () => {
    await controller.ask('send', { socket: ends.active, fill: { octet: 0x41, count: 3 } });
    const received = await controller.ask('receive', { socket: ends.passive, max: 100, withinMs: 1000 });
    expect(received.data).to.equal(Buffer.from('AAA').toString('base64'));
  });

  it('send as much as the target takes, and then say EAGAIN', async () => {
    const fill = { count: 1024 * 1024 };
    let sent = 0;
    for (;;) {
      const result = await controller.ask('send', { socket: ends.active, fill }).catch((error: Error) => error.message);
      if (typeof result === 'string') {
        expect(result).to.contain('EAGAIN');
        break;
      }
      sent += result.count;
    }
    expect(sent).to.be.greaterThan(0);
    const { received } = await controller.ask('queued', { socket: ends.passive });
    const { unacknowledged, unsent } = await controller.ask('queued', { socket: ends.active });
    expect(received).to.be.greaterThan(0).and.at.most(sent);
    expect(unacknowledged).to.be.at.least(sent - received);
    expect(unsent).to.be.greaterThan(0).and.at.most(unacknowledged);
  });

  it('say EAGAIN when nothing came in time', async () => {
    const started = performance.now();
    const nothing = await controller.failure('receive', { socket: ends.passive, max: 1, withinMs: 20 });
    expect(nothing).to.include({ error: 'errno', errno: 'EAGAIN' });
    expect(performance.now() - started).to.be.within(19, 500);
    expect(await controller.failure('receive', { socket: ends.passive, max: 1 })).to.include({ errno: 'EAGAIN' });
  });

  it('peek without taking', async () => {
    await controller.ask('send', { socket: ends.active, data: 'YWI=' });
    const asked = { socket: ends.passive, max: 9, withinMs: 1000 };
    expect(await controller.ask('receive', { ...asked, peek: true })).to.include({ data: 'YWI=' });
    expect(await controller.ask('receive', asked)).to.include({ data: 'YWI=' });
  });

  it('carry urgent data and its mark', async () => {
    await controller.ask('send', { socket: ends.active, data: 'YWI=', urgent: true });
    const urgent = await controller.ask('receive', { socket: ends.passive, max: 1, withinMs: 1000, urgent: true });
    expect(Buffer.from(urgent.data, 'base64').toString()).to.equal('b');
    expect(await controller.ask('atMark', { socket: ends.passive })).to.include({ atMark: false });
    await controller.ask('receive', { socket: ends.passive, max: 9 });
    expect(await controller.ask('atMark', { socket: ends.passive })).to.include({ atMark: true });
  });

  it('say what could be done', async () => {
    const idle = await controller.ask('poll', { socket: ends.passive });
    expect(idle).to.include({ readable: false, writable: true, priority: false, error: false, hangup: false });
    await controller.ask('shutdown', { socket: ends.active, how: 'send' });
    await controller.ask('receive', { socket: ends.passive, max: 1, withinMs: 1000 });
    expect(await controller.ask('poll', { socket: ends.passive })).to.include({ readable: true, peerClosed: true });
    await controller.ask('abort', { socket: ends.active });
    expect(await controller.ask('poll', { socket: ends.passive })).to.include({ readable: true });
  });

  const wrong = [
    {},
    { data: 'YQ==', fill: { count: 1 } },
    { data: 7 },
    { data: 'no base64' },
    { data: 'YQ=' },
    { fill: 3 },
    { fill: { count: 1024 * 1024 + 1 } },
    { fill: { count: 1, octet: 256 } },
    { data: 'YQ==', urgent: 'yes' },
  ];
  for (const args of wrong) {
    it(`do not send ${JSON.stringify(args)}`, async () => {
      const answer = await controller.failure('send', { socket: ends.active, ...args });
      expect(answer).to.include({ error: 'bad-request' });
    });
  }

  for (const args of [
    {},
    { max: 0 },
    { max: 1024 * 1024 + 1 },
    { max: 1, withinMs: 60_001 },
    { max: 1, withinMs: -1 },
  ]) {
    it(`do not receive ${JSON.stringify(args)}`, async () => {
      const answer = await controller.failure('receive', { socket: ends.passive, ...args });
      expect(answer).to.include({ error: 'bad-request' });
    });
  }
});
