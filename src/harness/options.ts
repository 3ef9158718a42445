import type { DecodedSegment } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';

type Known<K extends TcpOption['kind']> = Extract<TcpOption, { readonly kind: K }>;

/** The first option of a kind in a segment; undefined where it has none. */
export function optionOf<K extends TcpOption['kind']>(segment: DecodedSegment, kind: K): Known<K> | undefined {
  return segment.options.find((option): option is Known<K> => option.kind === kind);
}
