import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Asking } from './asking.js';

describe('settings', () => {
  let controller: Asking;
  beforeEach(() => {
    controller = new Asking();
  });
  afterEach(() => controller.session.end());

  it('are read with dots or with slashes', async () => {
    const dotted = await controller.ask('setting', { name: 'net.ipv4.tcp_fin_timeout' });
    const slashed = await controller.ask('setting', { name: 'net/ipv4/tcp_fin_timeout' });
    expect(dotted.value).to.match(/^\d+$/);
    expect(slashed.value).to.equal(dotted.value);
  });

  it('are read many at once, without those that are not there', async () => {
    const { values } = await controller.ask('settings', { names: ['net.ipv4.tcp_sack', 'net.ipv4.tcp_nosuch'] });
    expect(Object.keys(values)).to.deep.equal(['net.ipv4.tcp_sack']);
  });

  it('are unsupported when the target has none of the name', async () => {
    expect(await controller.failure('setting', { name: 'net.ipv4.tcp_nosuch' })).to.include({ error: 'unsupported' });
  });

  const outside = [
    'kernel.hostname',
    'net',
    'net.',
    'net/',
    'net/../kernel/hostname',
    'net.ipv4/../../kernel/hostname',
    'net/./ipv4/tcp_sack',
    'net//ipv4/tcp_sack',
    'net/ipv4/tcp_sack\n',
    'net..ipv4.tcp_sack',
    '/proc/sys/net/ipv4/tcp_sack',
    ' net.ipv4.tcp_sack',
    'net.ipv4.tcp_sack\0',
  ];
  for (const name of outside) {
    it(`are not reached by ${JSON.stringify(name)}`, async () => {
      expect(await controller.failure('setting', { name })).to.include({ error: 'bad-request' });
      expect(await controller.failure('setSetting', { name, value: '1' })).to.include({ error: 'bad-request' });
    });
  }

  it('are put back as they were first when the session ends', async function () {
    const name = 'net.ipv4.tcp_fin_timeout';
    const current = (): string => readFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', 'utf8').trim();
    const before = current();
    const changed = await controller.ask('setSetting', { name, value: Number(before) + 1 }).catch(() => undefined);
    if (!changed) return this.skip(); // Not ours to write.
    expect(changed.previous).to.equal(before);
    const again = await controller.ask('setSetting', { name: 'net/ipv4/tcp_fin_timeout', value: '77' });
    expect(again.previous).to.equal(String(Number(before) + 1));
    expect(current()).to.equal('77');
    controller.session.end();
    expect(current()).to.equal(before);
  });

  it('that do not take a value name the errno', async () => {
    const answer = await controller.failure('setSetting', { name: 'net.ipv4.tcp_fin_timeout', value: 'often' });
    expect(answer.error).to.equal('errno');
    expect(answer.errno).to.be.oneOf(['EINVAL', 'EACCES', 'EROFS', 'EPERM']);
  });
});
