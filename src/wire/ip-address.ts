import { WireError } from './error.js';
import { viewOf } from './octets.js';

/** Addresses come from frames, so whoever sends those must not be able to make the cache grow. */
const CACHE_LIMIT = 4096;
const cache = new Map<string, Uint8Array>();

/** The 4 or 16 octets of an IP address, the caller's to keep. Throws a WireError when the text is no address. */
export function parseIp(text: string): Uint8Array {
  return ipOctets(text).slice();
}

/** Like parseIp, but the octets are shared with everyone: read them, never write. For wire itself, on the path of every frame. */
export function ipOctets(text: string): Uint8Array {
  const octets = lookUp(text);
  if (octets === undefined) throw new WireError('address', `'${text}' is not an IP address`);
  return octets;
}

/** The one spelling of an address: dotted decimal, or RFC 5952 for 16 octets. Throws a WireError for other lengths. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
  if (bytes.length === 16) return formatIp6(bytes);
  throw new WireError('address', `${bytes.length} octets are not an IP address`);
}

/** The same address in its one spelling, so that equal addresses are equal strings. */
export function canonicalIp(text: string): string {
  return formatIp(ipOctets(text));
}

/** Whether the text is an IPv4 address in dotted decimal, without leading zeros. */
export function isIp4(text: string): boolean {
  return lookUp(text)?.length === 4;
}

/** Whether the text is an IPv6 address (RFC 4291 2.2), without a zone. */
export function isIp6(text: string): boolean {
  return lookUp(text)?.length === 16;
}

function lookUp(text: string): Uint8Array | undefined {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const octets = text.includes(':') ? parseIp6(text) : parseIp4(text);
  if (octets === undefined) return undefined;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, octets);
  return octets;
}

function parseIp4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((number) => number <= 255) ? Uint8Array.from(numbers) : undefined;
}

function parseIp6(text: string): Uint8Array | undefined {
  const hexadecimal = withoutDottedTail(text);
  if (hexadecimal === undefined) return undefined;
  const [head, tail, more] = hexadecimal.split('::');
  if (head === undefined || more !== undefined) return undefined;
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  if (front === undefined || back === undefined) return undefined;
  const missing = 8 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(16);
  const view = viewOf(bytes);
  front.forEach((group, index) => {
    view.setUint16(2 * index, group);
  });
  back.forEach((group, index) => {
    view.setUint16(2 * (front.length + missing + index), group);
  });
  return bytes;
}

/** '::ffff:192.0.2.1' as '::ffff:c000:201'; text without a dotted tail as it is. */
function withoutDottedTail(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const octets = parseIp4(text.slice(start));
  if (octets === undefined) return undefined;
  const view = viewOf(octets);
  return `${text.slice(0, start)}${view.getUint16(0).toString(16)}:${view.getUint16(2).toString(16)}`;
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  if (parts.length > 8 || !parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return parts.map((part) => Number.parseInt(part, 16));
}

function formatIp6(bytes: Uint8Array): string {
  const view = viewOf(bytes);
  // RFC 5952 5: IPv4-mapped addresses keep their dotted tail.
  if (view.getBigUint64(0) === 0n && view.getUint32(8) === 0xffff) return `::ffff:${bytes.subarray(12).join('.')}`;
  const words = Array.from({ length: 8 }, (_, index) => view.getUint16(2 * index));
  const run = longestZeros(words);
  const hex = (from: number, to: number) =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(':');
  return run.length < 2 ? hex(0, 8) : `${hex(0, run.start)}::${hex(run.start + run.length, 8)}`;
}

/** The first of the longest runs of zeros, the one RFC 5952 4.2.3 shortens. */
function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  words.forEach((word, index) => {
    if (word !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
