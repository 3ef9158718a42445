import { createHmac } from 'node:crypto';

/** A keyed hash of a text, 32 bits; it says nothing of the key or of other texts (RFC 6528 3). */
export function keyedHash(key: string, text: string): number {
  return createHmac('sha256', key).update(text).digest().readUInt32BE(0);
}
