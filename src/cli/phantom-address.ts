import { randomBytes } from 'node:crypto';
import { Unresolvable } from '../host/neighbours.js';
import type { Network } from '../host/network.js';
import { type Device, readDevice } from '../link/device.js';
import { formatIp, isIp4, parseIp } from '../wire/address.js';
import { unusable, usageError } from './exit.js';
import type { TargetSettings } from './settings.js';

/** Where the phantom host shall live, and through whom it reaches what is not on the link. */
export interface PhantomPlan {
  readonly address4?: string;
  readonly address6?: string;
  readonly nextHop: (destination: string) => string;
}

/** What the plan rests on. */
export type PhantomSettings = Pick<TargetSettings, 'iface' | 'link' | 'address' | 'families' | 'phantom' | 'gateway'>;

/** Says whether nobody has an IPv4 address. */
export type IsFree = (candidate: string) => Promise<boolean>;

/** Asks the link for the owner of an address, from no address at all (RFC 5227). */
export function freeOn(network: Network): IsFree {
  return async (candidate) => {
    const prober = network.addHost({ address4: '0.0.0.0' });
    try {
      await prober.resolve(candidate, { attempts: 2 });
      return false;
    } catch (error) {
      if (error instanceof Unresolvable) return true;
      throw error;
    } finally {
      network.removeHost(prober);
    }
  };
}

const CANDIDATES = 8;
const FAMILIES = [4, 6] as const;

/**
 * Takes the phantom's addresses from the settings, or picks free ones in the prefix of the interface that the target
 * is in (without one: in the /24 or /64 around the target). An IPv4 candidate that someone answers for is passed over
 * (RFC 5227), and so is one that is in `taken`, to which those are added that are looked at: several plans on one link do
 * not meet. IPv6 ones are random in 64 bits.
 */
export async function planPhantom(
  settings: PhantomSettings,
  isFree: IsFree,
  taken: Set<string> = new Set(),
): Promise<PhantomPlan> {
  const device = readDevice(settings.iface);
  const gateways = new Map<string, string>();
  const plan: { address4?: string; address6?: string } = {};
  for (const family of FAMILIES) {
    const target = settings.address[family];
    if (!target || !settings.families.includes(family)) continue;
    refuseBroadcast(target, device);
    const gateway = settings.gateway[family];
    if (gateway) gateways.set(target, gateway);
    const near = gateway ?? target;
    const address = await choose(settings, family, { near, device, isFree, taken });
    if (family === 4) plan.address4 = address;
    else plan.address6 = address;
  }
  return { ...plan, nextHop: (destination) => gateways.get(destination) ?? destination };
}

/** A raw link has no Ethernet, so no phantom: there the peer lives at the interface's own address. */
async function choose(
  { link, phantom }: PhantomSettings,
  family: 4 | 6,
  { near, ...ways }: { near: string; device: Device; isFree: IsFree; taken: Set<string> },
): Promise<string> {
  const { device } = ways;
  const named = phantom[family];
  if (link !== 'raw') return named ?? pick(near, prefixLength(device, near), ways);
  const own = device.addresses.map(({ address }) => address);
  if (named !== undefined && own.includes(named)) return named;
  const prefix = prefixLength(device, near);
  const beside = own.find((address) => samePrefix(address, near, prefix));
  if (beside) return beside;
  throw unusable(`a raw link needs an address of ${device.name} in the prefix of ${near}: add one with ip addr add`);
}

/** The last address of a prefix of IPv4 is everyone in it (RFC 919). */
function refuseBroadcast(target: string, { name, addresses }: Device): void {
  const everyone = new Uint8Array(16).fill(0xff);
  const prefix = addresses.find(
    ({ address, prefixLength }) =>
      isIp4(target) && isIp4(address) && prefixLength < 31 && withSuffix(address, prefixLength, everyone) === target,
  );
  if (!prefix) return;
  throw usageError(
    `${target} is the broadcast address of ${prefix.address}/${prefix.prefixLength} on ${name}: a connection has one target, give a unicast address`,
  );
}

function prefixLength(device: Device, near: string): number {
  const family = near.includes(':') ? 6 : 4;
  const own = device.addresses.filter(({ address }) => address.includes(':') === near.includes(':'));
  const around = own.find(({ address, prefixLength }) => samePrefix(address, near, prefixLength));
  if (around) return around.prefixLength;
  const global = own.filter(({ address }) => !address.startsWith('fe80:'));
  if (global.length === 0) return family === 4 ? 24 : 64;
  const prefixes = global.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(', ');
  throw unusable(
    `${near} is not on the link of ${device.name} (${prefixes}): give the right --iface, or a gateway (gateway${family}) and a free address (phantom${family}) in the target file`,
  );
}

async function pick(
  near: string,
  prefix: number,
  { device, isFree, taken }: { device: Device; isFree: IsFree; taken: Set<string> },
): Promise<string> {
  if (near.includes(':')) return withSuffix(near, prefix, randomBytes(16));
  for (const { address } of [{ address: near }, ...device.addresses]) taken.add(address);
  const size = 2 ** (32 - prefix);
  for (let n = 0, tried = 0; n < size - 2 && tried < CANDIDATES; n++) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(size - 6 - n > 0 ? size - 6 - n : n + 1);
    const candidate = withSuffix(near, prefix, suffix);
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    tried++;
    if (await isFree(candidate)) return candidate;
  }
  throw unusable(
    `no free address was found around ${near} for the tester's end: name one (phantom4 in the target file)`,
  );
}

function samePrefix(a: string, b: string, prefix: number): boolean {
  return withSuffix(a, prefix, new Uint8Array(16)) === withSuffix(b, prefix, new Uint8Array(16));
}

/** The first `prefix` bits of an address with the rest taken from `suffix`. */
function withSuffix(address: string, prefix: number, suffix: Uint8Array): string {
  const bytes = Uint8Array.from(parseIp(address));
  for (let i = 0; i < bytes.length; i++) {
    const kept = Math.min(8, Math.max(0, prefix - 8 * i));
    const mask = (0xff00 >> kept) & 0xff;
    bytes[i] = ((bytes[i] ?? 0) & mask) | ((suffix[i] ?? 0) & ~mask & 0xff);
  }
  return formatIp(bytes);
}
