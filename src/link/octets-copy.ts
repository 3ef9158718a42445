/**
 * A copy of octets `from` to `to` that is nobody else's. Short ones lie side by side in blocks: memory of its own for
 * each would cost more time than anything else about a frame. A block stays as long as one of them is kept.
 */
export function octetsCopy(octets: Uint8Array, from = 0, to = octets.length): Uint8Array {
  const length = to - from;
  if (length > LONGEST) return octets.slice(from, to);
  const copy = room(length);
  if (length > BY_HAND) copy.set(octets.subarray(from, to));
  else for (let i = 0; i < length; i++) copy[i] = octets[from + i] as number;
  return copy;
}

/** To be called where there is time: has the next block at hand, so that no copy has to wait for memory. */
export function haveRoomReady(): void {
  next ??= new ArrayBuffer(BLOCK);
}

const BLOCK = 8_192;
const LONGEST = BLOCK / 4;
const BY_HAND = 160; // below, a view of the source costs more than the loop

let block = new ArrayBuffer(BLOCK);
let used = 0;
let next: ArrayBuffer | undefined;

function room(length: number): Uint8Array {
  if (used + length > BLOCK) {
    block = next ?? new ArrayBuffer(BLOCK);
    next = undefined;
    used = 0;
  }
  const copy = new Uint8Array(block, used, length);
  used += (length + 7) & ~7;
  return copy;
}
