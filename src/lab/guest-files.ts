import { readFile } from 'node:fs/promises';
import { cpio } from './cpio.js';
import { MODULES_ORDER } from './kernel-image.js';

/** What a guest is to be like. */
export interface GuestPlan {
  readonly address4: string;
  readonly address6: string;
  /** Sysctls in the order in which they are set. */
  readonly settings: Readonly<Record<string, string>>;
  /** The agent, a program without needs. */
  readonly agent: string;
  /** Another such. */
  readonly busybox: string;
}

/** What the guest's console says before a setting that it did not take. */
export const UNPINNED = /^sysctl: (.*)$/;
/** The port of the HTTP server in a guest. */
export const GUEST_HTTP_PORT = 80;

/** The archive with all that a guest runs, beside its kernel's modules. */
export async function guestFiles({ address4, address6, settings, agent, busybox }: GuestPlan): Promise<Buffer> {
  return cpio([
    ...['bin', 'dev', 'proc', 'sys', 'etc', 'www'].map((path) => ({ path })),
    { path: 'bin/busybox', mode: 0o755, content: await readFile(busybox) },
    { path: 'bin/agent', mode: 0o755, content: await readFile(agent) },
    {
      path: 'etc/sysctl.conf',
      content: Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    },
    { path: 'www/index.html', content: 'hello from a real server\n' },
    { path: 'init', mode: 0o755, content: initScript(address4, address6) },
  ]);
}

// Duplicate address detection is off before there is a device: it would take a second.
function initScript(address4: string, address6: string): string {
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
sysctl -qw net.ipv6.conf.default.accept_dad=0
[ -e /${MODULES_ORDER} ] && for module in $(cat /${MODULES_ORDER}); do insmod $module; done
ip link set lo up
ip link set eth0 name test0
ip addr add ${address4}/24 dev test0; ip addr add ${address6}/64 dev test0
ip link set test0 up
sysctl -q -p /etc/sysctl.conf
httpd -p ${GUEST_HTTP_PORT} -h /www
for port in /dev/vport*; do agent $port & done
wait
`;
}
