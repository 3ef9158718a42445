/** The six control bits of RFC 793, in the order in which the ids of cases name them. */
const BITS = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG'] as const;

/**
 * Every combination of those six that no TCP has a reason to send, as the peer writes flags: two of SYN, FIN and RST
 * together, or none of SYN, RST and ACK (RFC 9293 3.10.7.4 drops that in the fifth step). `none` is the one without any.
 */
export const INVALID: readonly string[] = Array.from({ length: 2 ** BITS.length }, (_, number) =>
  BITS.filter((_bit, place) => (number & (1 << place)) !== 0),
)
  .filter(isInvalid)
  .map((bits) => bits.join(',') || 'none');

function isInvalid(bits: readonly string[]): boolean {
  const leading = bits.filter((bit) => bit === 'SYN' || bit === 'FIN' || bit === 'RST');
  return leading.length > 1 || !bits.some((bit) => bit === 'SYN' || bit === 'RST' || bit === 'ACK');
}
