import { expect } from 'chai';
import { Asking } from './asking.js';

const OPTIONS = {
  4: { wants: 'IP_RECVTOS', sends: 'IP_TOS', soft: 'IP_RECVERR' },
  6: { wants: 'IPV6_RECVTCLASS', sends: 'IPV6_TCLASS', soft: 'IPV6_RECVERR' },
} as const;

describe('what the target tells beside the data', () => {
  let controller: Asking;
  beforeEach(() => {
    controller = new Asking();
  });
  afterEach(() => controller.session.end());

  for (const family of [4, 6] as const) {
    const { wants, sends, soft } = OPTIONS[family];

    it(`the DSCP that came, when it was asked for, over IPv${family}`, async () => {
      const { socket: listening, ...end } = await controller.listener(family);
      await controller.ask('setOption', { socket: listening, option: wants, value: 1 });
      const { socket } = await controller.ask('open', { case: 'c', family });
      await controller.ask('setOption', { socket, option: sends, value: 0x28 });
      await controller.ask('connect', { socket, ...end });
      const accepted = await controller.ask('accept', { socket: listening, withinMs: 1000 });
      expect(await controller.ask('receivedTrafficClass', accepted)).to.deep.equal({ trafficClass: 0x28 });
      expect(await controller.ask('receivedTrafficClass', { socket })).to.deep.equal({});
    });

    it(`no error when there was none, over IPv${family}`, async () => {
      const { active } = await controller.connection(family);
      await controller.ask('setOption', { socket: active, option: soft, value: 1 });
      expect(await controller.ask('errorReports', { socket: active })).to.deep.equal({ reports: [] });
    });
  }

  it('a source route may lead to peers alone, once they are declared', async () => {
    const { socket } = await controller.ask('open', { case: 'c', family: 4 });
    await controller.line('{"id": 900, "call": "hello", "peers": ["192.0.2.7"]}');
    const route = (hex: string) => ({
      socket,
      option: 'IP_OPTIONS',
      value: Buffer.from(hex, 'hex').toString('base64'),
    });
    await controller.ask('setOption', route('830704c000020700'));
    expect(await controller.failure('setOption', route('830b04c000020708080808'))).to.include({ error: 'refused' });
  });
});
