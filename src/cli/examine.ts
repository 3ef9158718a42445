import { Network } from '../host/network.js';
import { type Device, readDevice } from '../link/device.js';
import { isGuarded, restoreOffloads } from '../link/hold-offloads.js';
import { readFeatures } from '../link/offload-device.js';
import { readRecord } from '../link/offload-record.js';
import { type Effect, namesWith, OFFLOADS } from '../link/offloads.js';
import { permittedAddress } from './address-rules.js';
import type { Finding } from './finding.js';
import { openEthernetLink } from './open-ethernet.js';
import { freeOn, planPhantom } from './phantom-address.js';

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
  const left = await restored(iface);
  try {
    const features = readFeatures(iface);
    const effects = ['merges', 'slots', 'none'] as const;
    const on = effects.flatMap((effect) => namesWith(effect, features).map((name) => ({ effect, name })));
    if (on.length === 0)
      return [...left, { kind: 'ok', text: `${iface} has no offload on that merges or rewrites segments` }];
    return [...left, ...on.map((each) => offloadFinding(iface, each))];
  } catch (error) {
    return [...left, { kind: 'problem', text: (error as Error).message }];
  }
}

function offloadFinding(iface: string, { effect, name }: { effect: Effect; name: string }): Finding {
  const text = `${iface} has ${name} on: ${OFFLOADS[name]?.why}`;
  if (effect === 'none') return { kind: 'ok', text };
  return {
    kind: 'note',
    text: `${text}; \`run --offloads-off\` turns it off for the run, ethtool -K ${iface} ${name} off for good`,
  };
}

/** What a run that was killed has left off is put back here: whoever turned it off had leave for no longer than the run. */
async function restored(iface: string): Promise<Finding[]> {
  if (!readRecord(iface)) return [];
  if (await isGuarded(iface))
    return [{ kind: 'note', text: `a run has turned the offloads of ${iface} off until its end` }];
  try {
    const names = await restoreOffloads(iface);
    return [
      { kind: 'note', text: `put back the offloads of ${iface} that a killed run left off: ${names.join(', ')}` },
    ];
  } catch (error) {
    return [{ kind: 'problem', text: `a killed run left offloads of ${iface} off: ${(error as Error).message}` }];
  }
}

/** Whether a target answers on the link: its hardware address, and echo requests. */
export async function examineTarget(iface: string, text: string): Promise<Finding[]> {
  try {
    const address = permittedAddress(text, { allowPublic: true });
    const family = address.includes(':') ? 6 : 4;
    const link = await openEthernetLink(iface);
    try {
      const network = new Network(link);
      const settings = {
        iface,
        link: undefined,
        address: { [family]: address },
        families: [family],
        phantom: {},
        gateway: {},
      } as const;
      const host = network.addHost(await planPhantom(settings, freeOn(network)));
      await host.resolve(address);
      const reply = await host.echo(address, { withinMs: 1_000 });
      const found: Finding = { kind: 'ok', text: `${address} was found from ${host.address(family)}` };
      if (reply !== undefined)
        return [found, { kind: 'ok', text: `it answers echo requests in ${reply.roundTripMs.toFixed(1)} ms` }];
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
