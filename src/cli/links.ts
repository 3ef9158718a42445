import type { Lodging, Session } from '../harness/session.js';
import { Unresolvable } from '../host/neighbours.js';
import { Network } from '../host/network.js';
import type { PhantomHost, Tap } from '../host/phantom-host.js';
import type { Link } from '../link/link.js';
import { openRawLink } from '../link/raw-link.js';
import { CommandError } from './exit.js';
import { type SettledOffloads, settleOffloads } from './offloads.js';
import { openEthernetLink } from './open-ethernet.js';
import { freeOn, planPhantom } from './phantom-address.js';
import type { TargetSettings } from './settings.js';

/** A phantom host on a link, and what gives both up. */
export interface Tenancy {
  readonly link: Link;
  readonly network: Network;
  readonly host: PhantomHost;
  /** Brings a further phantom host on the link to life, at a free address; undefined if there is none. Absent on a raw link. */
  readonly anotherHost?: Session['anotherHost'];
  /** How the offloads of the interface stand, until it is left. */
  readonly offloads: SettledOffloads;
  readonly leave: () => Promise<void>;
}

interface Opened {
  readonly link: Link;
  readonly network: Network;
  readonly offloads: SettledOffloads;
  readonly close: () => Promise<void>;
}

/** A link with its network, shared by the phantom hosts of all targets on one interface. */
interface Shared {
  readonly opened: Promise<Opened>;
  /** Told of what is for none of the hosts. */
  readonly strays: Set<Tap>;
}

/**
 * The links of a run. Targets on one Ethernet interface share its link, so that each frame is captured once, and each
 * have a phantom host of their own there. A raw link, which has no phantom, is each target's own.
 */
export class Links {
  readonly #shared = new Map<string, Shared>();
  /** Addresses on each interface that no further phantom may have. */
  readonly #taken = new Map<string, Set<string>>();
  readonly #reserved: readonly Pick<TargetSettings, 'iface' | 'phantom' | 'address' | 'offloadsOff'>[];

  /** @param all the settings of all targets: what they name is not picked for another */
  constructor(all: readonly Pick<TargetSettings, 'iface' | 'phantom' | 'address' | 'offloadsOff'>[]) {
    this.#reserved = all;
  }

  /** Brings a phantom host for a target to life. `tap` is told of its frames and of those that are nobody's. */
  async join(settings: TargetSettings, tap: Tap): Promise<Tenancy> {
    if (settings.link === 'raw') return joinRaw(settings, tap);
    const shared = this.#share(settings);
    shared.strays.add(tap);
    const leave = () => this.#leave(settings, tap);
    try {
      const { link, network, offloads } = await shared.opened;
      const phantom = await planPhantom(settings, freeOn(network), this.#takenOn(settings.iface));
      const host = network.addHost({ ...phantom, tap });
      const leaveHost = () => {
        network.removeHost(host);
        return leave();
      };
      const anotherHost = (family: 4 | 6) =>
        this.#lodge({ ...settings, families: [family], phantom: {} }, network, tap);
      return { link, network, host, anotherHost, offloads, leave: leaveHost };
    } catch (error) {
      await leave();
      throw error;
    }
  }

  async #lodge(settings: TargetSettings, network: Network, tap: Tap): Promise<Lodging | undefined> {
    let host: PhantomHost | undefined;
    try {
      const phantom = await planPhantom(settings, freeOn(network), this.#takenOn(settings.iface));
      const lodger = network.addHost({ ...phantom, tap });
      host = lodger;
      for (const family of settings.families) await lodger.resolve(settings.address[family] ?? '');
      return { host: lodger, leave: () => network.removeHost(lodger) };
    } catch (error) {
      if (host) network.removeHost(host);
      if (error instanceof CommandError || error instanceof Unresolvable) return undefined;
      throw error;
    }
  }

  #share(settings: TargetSettings): Shared {
    const key = keyOf(settings);
    const known = this.#shared.get(key);
    if (known) return known;
    const strays = new Set<Tap>();
    const tap: Tap = (frame, owner) => {
      for (const each of strays) each(frame, owner);
    };
    const offloadsOff = this.#on(settings.iface).some((each) => each.offloadsOff); // one that may turn them off does so for all
    const { link } = settings;
    const open = (iface: string) => openEthernetLink(iface, link === 'raw' ? undefined : link);
    const opened = opening({ ...settings, offloadsOff }, open, tap);
    const shared = { opened, strays };
    this.#shared.set(key, shared);
    return shared;
  }

  #on(iface: string) {
    return this.#reserved.filter((each) => each.iface === iface);
  }

  #takenOn(iface: string): Set<string> {
    const named = () =>
      this.#on(iface).flatMap(({ phantom, address }) => [phantom[4], phantom[6], address[4], address[6]]);
    const taken = this.#taken.get(iface) ?? new Set(named().filter((each) => each !== undefined));
    this.#taken.set(iface, taken);
    return taken;
  }

  async #leave(settings: TargetSettings, tap: Tap): Promise<void> {
    const shared = this.#shared.get(keyOf(settings));
    if (!shared?.strays.delete(tap) || shared.strays.size > 0) return;
    this.#shared.delete(keyOf(settings));
    const opened = await shared.opened.catch(() => undefined);
    await opened?.close();
  }
}

function keyOf({ link, iface }: TargetSettings): string {
  return `${link ?? ''} ${iface}`;
}

/** Sees to the offloads before the link is there. */
async function opening(settings: TargetSettings, open: (iface: string) => Promise<Link>, tap: Tap): Promise<Opened> {
  const offloads = await settleOffloads(settings);
  try {
    const link = await open(settings.iface);
    const network = new Network(link, tap);
    const close = async () => {
      network.close();
      await link.close();
      await offloads.close();
    };
    return { link, network, offloads, close };
  } catch (error) {
    await offloads.close();
    throw error;
  }
}

async function joinRaw(settings: TargetSettings, tap: Tap): Promise<Tenancy> {
  const phantom = await planPhantom(settings, async () => true);
  const { address4, address6 } = phantom;
  const own = { ...(address4 ? { address4 } : {}), ...(address6 ? { address6 } : {}) };
  const { close, ...opened } = await opening(settings, (device) => openRawLink({ device, ...own }), tap);
  return { ...opened, host: opened.network.addHost(phantom), leave: close };
}
