import { OctetBlocks } from '../wire/octet-blocks.js';

/** A copy of octets `from` to `to` that is nobody else's. */
export function octetsCopy(octets: Uint8Array, from = 0, to = octets.length): Uint8Array {
  const length = to - from;
  const copy = blocks.take(length);
  if (length > BY_HAND) copy.set(octets.subarray(from, to));
  else for (let i = 0; i < length; i++) copy[i] = octets[from + i] as number;
  return copy;
}

/** To be called where there is time, so that no copy has to wait for memory. */
export function haveRoomReady(): void {
  blocks.haveNext();
}

const BY_HAND = 160; // below, a view of the source costs more than the loop
const blocks = new OctetBlocks();
