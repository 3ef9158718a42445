/** Sequence number arithmetic (RFC 9293 3.4): unsigned 32-bit numbers on a circle. */

/** The sequence number so many octets further; a negative count goes back. */
export function add(seq: number, octets: number): number {
  return (seq + octets) >>> 0;
}

/** How many octets lie from one to the other, negative when `to` is behind: -2^31 to 2^31-1. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

/** Whether low <= x < high on the circle. Nothing is between two equal bounds. */
export function between(low: number, x: number, high: number): boolean {
  return (x - low) >>> 0 < (high - low) >>> 0;
}
