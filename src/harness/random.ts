/** A stream of pseudo-random numbers that is the same for the same seed (xorshift32 over a hash of the seed and a label). */
export interface Random {
  /** The next unsigned 32-bit number. */
  next32(): number;
  /** The next number in [0, below). */
  below(below: number): number;
}

/** Starts a stream; streams with different labels are independent of each other, and so of the order of cases. */
export function random(seed: number, label: string): Random {
  let state = hash(`${seed} ${label}`) || 1;
  const next32 = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  return { next32, below: (below) => next32() % below };
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
