import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { modulesFor } from './modules.js';

describe('the modules of a kernel', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tcpspec-test-'));
    writeFileSync(join(folder, 'modules.builtin'), 'kernel/drivers/virtio/virtio.ko\n');
    module('drivers/net/virtio_net.ko', 'net_failover,virtio');
    module('drivers/net/net_failover.ko', 'failover');
    module('net/core/failover.ko', '');
    module('drivers/char/virtio-console.ko', 'virtio');
    module('net/ipv4/broken.ko', 'nowhere');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function module(path: string, depends: string): void {
    const file = join(folder, 'kernel', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `\x7fELF\0license=GPL\0depends=${depends}\0vermagic=x\0`);
  }

  const names = async (...wanted: string[]) => (await modulesFor(folder, wanted, 'none')).map(({ name }) => name);

  it('come after those that they need, each once, without those that are built in', async () => {
    expect(await names('virtio_net', 'virtio_console', 'failover')).to.deep.equal([
      'failover',
      'net_failover',
      'virtio_net',
      'virtio_console',
    ]);
  });

  it('are missed by name', async () => {
    const error = await names('broken').catch((reason: Error) => reason.message);
    expect(error).to.equal("the kernel's packages have no module nowhere");
  });
});
