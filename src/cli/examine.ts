import { Network } from '../host/network.js';
import { run } from '../lab/command.js';
import { openCapLink } from '../link/cap-link.js';
import { type Device, readDevice } from '../link/device.js';
import { permittedAddress } from './address-rules.js';
import type { Finding } from './finding.js';
import { freeOn, planPhantom } from './phantom-address.js';

const OFFLOADS =
  /^(rx-checksumming|tx-checksumming|tcp-segmentation-offload|generic-segmentation-offload|generic-receive-offload|large-receive-offload): on/gm;

/** Whether an interface can be used: it exists, is up, carries Ethernet, and merges no segments. */
export async function examineDevice(iface: string): Promise<Finding[]> {
  let device: Device;
  try {
    device = readDevice(iface);
  } catch (error) {
    return [{ kind: 'problem', text: (error as Error).message }];
  }
  if (!device.up) return [{ kind: 'problem', text: `${iface} is down; run: ip link set ${iface} up` }];
  const framing: Finding = device.mac
    ? { kind: 'ok', text: `${iface} is up and carries Ethernet, MTU ${device.mtu}` }
    : { kind: 'note', text: `${iface} carries no Ethernet: use --link raw` };
  return [framing, ...(await offloads(iface))];
}

async function offloads(iface: string): Promise<Finding[]> {
  const features = await run(['ethtool', '-k', iface]).catch(() => '');
  const on = [...features.matchAll(OFFLOADS)].map(([, name]) => name);
  if (on.length === 0) return [{ kind: 'ok', text: `${iface} has no offload that merges or rewrites segments` }];
  const off = 'rx off tx off tso off gso off gro off lro off';
  return [
    {
      kind: 'note',
      text: `${iface} has ${on.join(', ')} on: segments may arrive merged or with checksums unfinished; run: ethtool -K ${iface} ${off}`,
    },
  ];
}

/** Whether a target answers on the link: its hardware address, and echo requests. */
export async function examineTarget(iface: string, text: string): Promise<Finding[]> {
  try {
    const address = permittedAddress(text, { allowPublic: true });
    const family = address.includes(':') ? 6 : 4;
    const link = await openCapLink({ device: iface });
    try {
      const network = new Network(link);
      const settings = {
        iface,
        link: 'cap',
        address: { [family]: address },
        families: [family],
        phantom: {},
        gateway: {},
      } as const;
      const host = network.addHost(await planPhantom(settings, freeOn(network)));
      await host.resolve(address);
      const roundTripMs = await host.echo(address, { withinMs: 1_000 });
      const found: Finding = { kind: 'ok', text: `${address} was found from ${host.address(family)}` };
      if (roundTripMs !== undefined)
        return [found, { kind: 'ok', text: `it answers echo requests in ${roundTripMs.toFixed(1)} ms` }];
      return [
        found,
        { kind: 'note', text: 'it answers no echo requests: barriers become pauses of 300 ms, and runs take longer' },
      ];
    } finally {
      await link.close();
    }
  } catch (error) {
    return [{ kind: 'problem', text: (error as Error).message }];
  }
}
