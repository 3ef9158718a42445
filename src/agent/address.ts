import { isIPv4, isIPv6 } from 'node:net';
import type { Family } from './protocol.js';

/** The 4 or 16 octets of an address without a zone; undefined when the text is none. */
export function addressOctets(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [before = '', after] = text.split('::');
  const head = hextets(before);
  const tail = after === undefined ? [] : hextets(after);
  const gap = new Array<number>(8 - head.length - tail.length).fill(0);
  const octets = Buffer.alloc(16);
  [...head, ...gap, ...tail].forEach((value, index) => {
    octets.writeUInt16BE(value, index * 2);
  });
  return octets;
}

/** The canonical text (RFC 5952) of 4 or 16 octets. */
export function addressText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[i * 2] ?? 0) << 8) | (octets[i * 2 + 1] ?? 0));
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${octets.subarray(12).join('.')}`;
  const { at, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`;
}

/** 4 or 6 by the number of octets. */
export function addressFamily(octets: Uint8Array): Family {
  return octets.length === 4 ? 4 : 6;
}

function hextets(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

function longestZeros(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  return best;
}
