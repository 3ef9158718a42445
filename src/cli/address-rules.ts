import { canonicalIp, classify } from '../wire/address.js';
import { usageError } from './exit.js';

const SAFE: ReadonlySet<string> = new Set(['private', 'link-local', 'documentation', 'loopback']);

/** The address in canonical form, if segments may be sent to it. Throws a usage error for what is no address, multicast, broadcast, or public without leave. */
export function permittedAddress(text: string, { allowPublic }: { allowPublic: boolean }): string {
  const address = parsed(text);
  const kind = classify(address);
  if (SAFE.has(kind)) return address;
  if (kind !== 'public')
    throw usageError(`${address} is a ${kind} address: a connection has one target, give a unicast address`);
  if (allowPublic) return address;
  throw usageError(
    `${address} is a public address. tcpspec sends malformed and forged segments; use it on machines of your own lab. If this one is yours, say --allow-public.`,
  );
}

function parsed(text: string): string {
  try {
    return canonicalIp(text);
  } catch {
    throw usageError(
      `'${text}' is not an IPv4 or IPv6 address (names are not looked up: a run names its target exactly)`,
    );
  }
}
