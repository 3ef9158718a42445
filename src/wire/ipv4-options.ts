import { WireError } from './error.js';
import { formatIp, ipOctets } from './ip-address.js';
import { unsigned, viewOf } from './octets.js';

const TYPE = {
  END: 0,
  NO_OPERATION: 1,
  RECORD_ROUTE: 7,
  TIMESTAMP: 68,
  LOOSE_SOURCE_ROUTE: 131,
  STRICT_SOURCE_ROUTE: 137,
} as const;

const ROUTES = {
  'record-route': TYPE.RECORD_ROUTE,
  'loose-source-route': TYPE.LOOSE_SOURCE_ROUTE,
  'strict-source-route': TYPE.STRICT_SOURCE_ROUTE,
} as const;

/** An option that holds addresses (RFC 791 3.1). `pointer` counts octets of the option from 1: past the last address, the route is complete. */
export interface RouteOption {
  readonly kind: keyof typeof ROUTES;
  readonly pointer: number;
  readonly addresses: readonly string[];
}

/** An IPv4 option (RFC 791 3.1). `other` has its type and its data, `broken` is what cannot be read, with all after it. */
export type Ipv4Option =
  | { readonly kind: 'end' | 'no-operation' }
  | RouteOption
  | {
      readonly kind: 'timestamp';
      readonly pointer: number;
      readonly overflow: number;
      readonly flag: number;
      readonly words: readonly number[];
    }
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array }
  | { readonly kind: 'broken'; readonly bytes: Uint8Array };

const HEADER = 2;
const WORD = 4;

/** The options' octets, in their order and without padding. Throws a WireError for values that do not fit. */
export function encodeIpv4Options(options: readonly Ipv4Option[]): Uint8Array {
  return Uint8Array.from(options.flatMap((option) => [...octetsOf(option)]));
}

/** The options in these octets, their data views of them; what follows the end of the list is left out. */
export function decodeIpv4Options(bytes: Uint8Array): Ipv4Option[] {
  const options: Ipv4Option[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at];
    if (type === TYPE.END) return [...options, { kind: 'end' }];
    if (type === TYPE.NO_OPERATION) {
      options.push({ kind: 'no-operation' });
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < HEADER || at + length > bytes.length)
      return [...options, { kind: 'broken', bytes: bytes.subarray(at) }];
    options.push(read(bytes.subarray(at, at + length)));
    at += length;
  }
  return options;
}

function octetsOf(option: Ipv4Option): Uint8Array {
  const field = (name: string, value: number) => unsigned('ipv4', name, value, 8);
  switch (option.kind) {
    case 'end':
      return Uint8Array.of(TYPE.END);
    case 'no-operation':
      return Uint8Array.of(TYPE.NO_OPERATION);
    case 'broken':
      return option.bytes;
    case 'other':
      return tagged(field('option type', option.type), option.data);
    case 'timestamp': {
      const data = new Uint8Array(HEADER + WORD * option.words.length);
      data[0] = field('pointer', option.pointer);
      data[1] = (unsigned('ipv4', 'overflow', option.overflow, 4) << 4) | unsigned('ipv4', 'flag', option.flag, 4);
      option.words.forEach((word, n) => {
        viewOf(data).setUint32(HEADER + WORD * n, unsigned('ipv4', 'timestamp', word, 32));
      });
      return tagged(TYPE.TIMESTAMP, data);
    }
    default: {
      const addresses = option.addresses.flatMap((address) => [...ip4(address)]);
      return tagged(ROUTES[option.kind], Uint8Array.of(field('pointer', option.pointer), ...addresses));
    }
  }
}

function tagged(type: number, data: Uint8Array): Uint8Array {
  return Uint8Array.of(type, unsigned('ipv4', 'option length', HEADER + data.length, 8), ...data);
}

/** One whole option; where its length is not one of its kind it is `other`. */
function read(octets: Uint8Array): Ipv4Option {
  const [type = 0, , pointer] = octets;
  const route = (Object.keys(ROUTES) as (keyof typeof ROUTES)[]).find((kind) => ROUTES[kind] === type);
  if (route && pointer !== undefined && (octets.length - HEADER - 1) % WORD === 0) {
    const count = (octets.length - HEADER - 1) / WORD;
    const at = (n: number) => HEADER + 1 + WORD * n;
    const addresses = Array.from({ length: count }, (_, n) => formatIp(octets.subarray(at(n), at(n + 1))));
    return { kind: route, pointer, addresses };
  }
  const flags = octets[HEADER + 1];
  if (type === TYPE.TIMESTAMP && pointer !== undefined && flags !== undefined && octets.length % WORD === 0) {
    const view = viewOf(octets);
    const words = Array.from({ length: octets.length / WORD - 1 }, (_, n) => view.getUint32(WORD * (n + 1)));
    return { kind: 'timestamp', pointer, overflow: flags >> 4, flag: flags & 15, words };
  }
  return { kind: 'other', type, data: octets.subarray(HEADER) };
}

function ip4(text: string): Uint8Array {
  const octets = ipOctets(text);
  if (octets.length !== 4) throw new WireError('ipv4', `${text} is not an IPv4 address`);
  return octets;
}
