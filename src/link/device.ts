import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LinkError } from './link.js';

/** A network interface of the tester as the kernel shows it now. */
export interface Device {
  readonly name: string;
  /** '' for an interface without link-layer addresses, such as a tunnel. */
  readonly mac: string;
  readonly mtu: number;
  /** Administratively up. Says nothing of the carrier. */
  readonly up: boolean;
  /** Just brought up: it has a carrier, and the kernel still throws away what is sent on it, without a word. */
  readonly starting: boolean;
  readonly addresses: readonly { readonly address: string; readonly prefixLength: number }[];
}

/** Reads one interface. Throws LinkError `no-such-device`, naming those there are. Takes a few milliseconds. */
export function readDevice(name: string): Device {
  const devices = listDevices();
  const device = devices.find((each) => each.name === name);
  if (device) return device;
  const names = devices.map((each) => each.name).join(', ');
  throw new LinkError('no-such-device', `no interface is called '${name}'; there are: ${names}`);
}

/** Reads an interface once frames can be sent on it, for which it waits a second at most if it was just brought up. Rejects as `readDevice` throws. */
export async function startedDevice(name: string): Promise<Device> {
  const until = performance.now() + startWithinMs;
  let device = readDevice(name);
  while (device.starting && performance.now() < until) {
    await sleep(5);
    device = readDevice(name);
  }
  return device;
}

/** All interfaces of the network namespace that the process is in. */
export function listDevices(): Device[] {
  return (JSON.parse(ipAddressShow()) as IpDevice[]).map((each) => ({
    name: each.ifname,
    mac: each.link_type === 'ether' ? (each.address ?? '') : '',
    mtu: each.mtu,
    up: each.flags.includes('UP'),
    starting: each.flags.includes('LOWER_UP') && each.qdisc === 'noop',
    addresses: each.addr_info.flatMap(({ local, prefixlen }) =>
      local === undefined ? [] : [{ address: local, prefixLength: prefixlen }],
    ),
  }));
}

const startWithinMs = 1_000;

interface IpDevice {
  readonly ifname: string;
  readonly link_type: string;
  readonly address?: string;
  readonly mtu: number;
  readonly flags: readonly string[];
  readonly qdisc?: string;
  readonly addr_info: readonly { readonly local?: string; readonly prefixlen: number }[];
}

// Not /sys/class/net: it shows the namespace it was mounted in, which need not be the one of this process.
function ipAddressShow(): string {
  try {
    return execFileSync('ip', ['-json', 'address', 'show'], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe' });
  } catch (cause) {
    throw new LinkError('not-available', 'cannot list the interfaces: install iproute2 so that `ip` can be run', {
      cause,
    });
  }
}
