/** A checksum that is wrong whatever the right one is, in the way of a known mistake. */
export interface WrongChecksum {
  /** Its name in the id of a case. */
  readonly name: string;
  /** What is said of it in the title of a case. */
  readonly words: string;
  readonly of: (right: number) => number;
}

/** By how much the sum of a pseudo-header grows for UDP's protocol number, and for one octet more. */
const UDP_FOR_TCP = 17 - 6;
const ONE_OCTET = 1;
/** By how much it grows for an address whose last 16 bits are 256 higher. */
const NEXT_NETWORK = 0x100;

const MISTAKES: readonly WrongChecksum[] = [
  { name: 'off-by-one', words: 'is one too high', of: (right) => (right + 1) & 0xffff },
  { name: 'zero', words: 'is zero', of: () => 0 },
  { name: 'bit-15', words: 'has its first bit turned', of: (right) => right ^ 0x8000 },
  { name: 'complement', words: 'is the sum itself, not its complement', of: (right) => ~right & 0xffff },
  { name: 'swapped', words: 'has its octets swapped', of: (right) => ((right << 8) | (right >> 8)) & 0xffff },
  { name: 'length', words: 'is that of a pseudo-header with one octet more', of: pseudo(ONE_OCTET) },
  { name: 'protocol', words: 'is that of a pseudo-header for UDP', of: pseudo(UDP_FOR_TCP) },
  { name: 'address', words: 'is that of a pseudo-header with another address', of: pseudo(NEXT_NETWORK) },
];

/** The checksums that a receiver has to tell from the right one (RFC 9293 3.1, MUST-3). */
export const WRONG_CHECKSUMS: readonly WrongChecksum[] = MISTAKES.map((each) => ({
  ...each,
  of: (right) => unlike(right, each.of(right)),
}));

/** The checksum if the pseudo-header added up to so much more (RFC 1624). */
function pseudo(more: number): (right: number) => number {
  return (right) => {
    const sum = (~right & 0xffff) + more;
    return ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
  };
}

/** Zero and 0xffff are the same number to the sum; and a number may be its own mistake. */
function unlike(right: number, wrong: number): number {
  return (wrong - right) % 0xffff === 0 ? right ^ 1 : wrong;
}
