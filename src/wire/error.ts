/** The header a {@link WireError} speaks of. */
export type Layer = 'address' | 'ethernet' | 'arp' | 'ipv4' | 'ipv6' | 'icmp' | 'icmpv6' | 'tcp';

/**
 * Octets or values that cannot be turned into the other. A decoder throws it only when nothing sensible can be returned
 * (fewer octets than the fixed header), an encoder when a value does not fit in its field.
 */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly layer: Layer;

  constructor(layer: Layer, message: string) {
    super(`${layer}: ${message}`);
    this.layer = layer;
  }
}
