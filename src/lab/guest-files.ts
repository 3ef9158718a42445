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
  /** The device that its cable is in, as the kernel names it. */
  readonly device: string;
  /** Unset: agents wait at the ports of the machine. Set: one listens on its cable, for those who know this. */
  readonly token?: string;
}

/** What the guest's console says before a setting that it did not take. */
export const UNPINNED = /^sysctl: (.*)$/;
/** The port of an agent that listens on the cable. */
export const GUEST_AGENT_PORT = 9293;
/** The port of the HTTP server in a guest. */
export const GUEST_HTTP_PORT = 80;

/** The archive with all that a guest runs, beside its kernel's modules. */
export async function guestFiles(plan: GuestPlan): Promise<Buffer> {
  const { settings, agent, busybox, token } = plan;
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
    ...(token === undefined ? [] : [{ path: 'etc/token', mode: 0o600, content: token }]),
    { path: 'www/index.html', content: 'hello from a real server\n' },
    { path: 'init', mode: 0o755, content: initScript(plan) },
  ]);
}

// Duplicate address detection is off before there is an address: it would take a second.
function initScript({ address4, address6, device, token }: GuestPlan): string {
  const ports = 'for port in /dev/vport*; do agent $port & done';
  const agents = token === undefined ? ports : `agent ${address4} ${GUEST_AGENT_PORT} /etc/token &`;
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
[ -e /${MODULES_ORDER} ] && for module in $(cat /${MODULES_ORDER}); do insmod $module; done
sysctl -qw net.ipv6.conf.${device}.accept_dad=0 net.ipv6.conf.default.accept_dad=0
ip link set lo up
ip link set ${device} name test0
agent offloads-off test0
ip addr add ${address4}/24 dev test0; ip addr add ${address6}/64 dev test0
ip link set test0 up
sysctl -q -p /etc/sysctl.conf
httpd -p ${GUEST_HTTP_PORT} -h /www
${agents}
wait
`;
}
