import { IP_PROTOCOL } from './ip-protocol.js';
import { unsigned, viewOf } from './octets.js';

/**
 * One IPv6 extension header (RFC 8200 4). `body` is the whole header; its first octet, the next header, is computed when
 * encoding, its second, the length, is sent as given.
 */
export interface ExtensionHeader {
  readonly type: number;
  readonly body: Uint8Array;
}

/** What a walk over extension headers found; the payload is what comes after them. */
export interface ExtensionWalk {
  readonly headers: readonly ExtensionHeader[];
  readonly nextHeader: number;
  readonly payload: Uint8Array;
  readonly fragment: boolean;
  readonly problems: readonly string[];
}

/** More than any honest packet has, few enough that a hostile one costs nothing. */
const MOST = 32;

/** Writes the headers one after the other, each naming the next, the last naming the upper layer. */
export function writeExtensionHeaders(
  bytes: Uint8Array,
  start: number,
  headers: readonly ExtensionHeader[],
  upper: number,
): void {
  let at = start;
  headers.forEach(({ body }, index) => {
    bytes.set(body, at);
    if (body.length > 0) bytes[at] = unsigned('ipv6', 'nextHeader', headers[index + 1]?.type ?? upper, 8);
    at += body.length;
  });
}

/** Walks hop-by-hop, routing, fragment, authentication and destination headers until something else, or a problem, comes. */
export function readExtensionHeaders(bytes: Uint8Array, first: number): ExtensionWalk {
  const view = viewOf(bytes);
  const headers: ExtensionHeader[] = [];
  const found = (at: number, nextHeader: number, fragment: boolean, problems: readonly string[]): ExtensionWalk => ({
    headers,
    nextHeader,
    payload: bytes.subarray(at),
    fragment,
    problems,
  });
  let at = 0;
  let type = first;
  let fragment = false;
  while (isExtension(type)) {
    if (headers.length === MOST) return found(at, type, fragment, ['extension-headers']);
    const length = at + 2 <= bytes.length ? headerOctets(type, view.getUint8(at + 1)) : Number.POSITIVE_INFINITY;
    if (at + length > bytes.length) return found(at, type, fragment, ['extension-header']);
    headers.push({ type, body: bytes.subarray(at, at + length) });
    const offsetAndMore = type === IP_PROTOCOL.FRAGMENT ? view.getUint16(at + 2) & 0xfff9 : 0;
    type = view.getUint8(at);
    at += length;
    fragment ||= offsetAndMore !== 0;
    // After a later fragment's header comes the middle of something, not another header.
    if (offsetAndMore > 1) break;
  }
  return found(at, type, fragment, []);
}

function isExtension(type: number): boolean {
  return (
    type === IP_PROTOCOL.HOP_BY_HOP ||
    type === IP_PROTOCOL.ROUTING ||
    type === IP_PROTOCOL.FRAGMENT ||
    type === IP_PROTOCOL.DESTINATION_OPTIONS ||
    type === IP_PROTOCOL.AUTHENTICATION
  );
}

function headerOctets(type: number, length: number): number {
  if (type === IP_PROTOCOL.FRAGMENT) return 8;
  // RFC 4302 2.2: the authentication header alone counts 4 octets, minus 2.
  if (type === IP_PROTOCOL.AUTHENTICATION) return 4 * (length + 2);
  return 8 * (length + 1);
}
