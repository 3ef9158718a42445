import { addressText } from './address.js';

const END_OF_LIST = 0;
const NO_OPERATION = 1;
const LOOSE = 131;
const STRICT = 137;
const FIRST_HOP_AT = 3;
const ADDRESS_OCTETS = 4;

/** The addresses that source routes (RFC 791 3.1) among these IPv4 options name; what cannot be read the kernel refuses. */
export function routeOf(options: Buffer): string[] {
  const hops: string[] = [];
  for (let at = 0; at < options.length; ) {
    const type = options[at];
    if (type === END_OF_LIST) break;
    if (type === NO_OPERATION) {
      at++;
      continue;
    }
    const end = Math.min(at + Math.max(options[at + 1] ?? 0, 2), options.length);
    for (let hop = at + FIRST_HOP_AT; isRoute(type) && hop + ADDRESS_OCTETS <= end; hop += ADDRESS_OCTETS) {
      hops.push(addressText(options.subarray(hop, hop + ADDRESS_OCTETS)));
    }
    at = end;
  }
  return hops;
}

function isRoute(type: number | undefined): boolean {
  return type === LOOSE || type === STRICT;
}
