import { WireError } from './error.js';
import { ipOctets } from './ip-address.js';

const CACHE_LIMIT = 4096;
const cache = new Map<string, Uint8Array>();
const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** The 6 octets of a MAC address 'aa:bb:cc:dd:ee:ff', the caller's to keep. Throws a WireError when the text is none. */
export function parseMac(text: string): Uint8Array {
  return macOctets(text).slice();
}

/** Like parseMac, but the octets are shared with everyone: read them, never write. For wire itself. */
export function macOctets(text: string): Uint8Array {
  const known = cache.get(text);
  if (known !== undefined) return known;
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new WireError('address', `'${text}' is not a MAC address`);
  const octets = Uint8Array.from(text.split(':'), (part) => Number.parseInt(part, 16));
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, octets);
  return octets;
}

/** The one spelling of 6 octets: lower case, colons. Throws a WireError for other lengths. */
export function formatMac(bytes: Uint8Array): string {
  if (bytes.length !== 6) throw new WireError('address', `${bytes.length} octets are not a MAC address`);
  let text = '';
  for (const octet of bytes) text += text === '' ? HEX[octet] : `:${HEX[octet]}`;
  return text;
}

/** The Ethernet group address of a multicast IP address (RFC 1112 6.4, RFC 2464 7). Throws a WireError for unicast. */
export function multicastMac(ip: string): string {
  const octets = ipOctets(ip);
  const [first = 0, second = 0] = octets;
  if (octets.length === 16 && first === 0xff) return formatMac(Uint8Array.of(0x33, 0x33, ...octets.subarray(12)));
  if (octets.length === 4 && first >= 224 && first < 240) {
    return formatMac(Uint8Array.of(0x01, 0x00, 0x5e, second & 0x7f, ...octets.subarray(2)));
  }
  throw new WireError('address', `${ip} is not a multicast address`);
}
