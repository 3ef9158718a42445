/**
 * One TCP option (RFC 9293 3.2 and the registry). 'unknown' is any kind with a length octet that fits; 'raw' is octets
 * sent as given, which is how malformed options are built and how they are returned; 'padding' is what follows an
 * end-of-list option.
 */
export type TcpOption =
  | { readonly kind: 'eol' }
  | { readonly kind: 'nop' }
  | { readonly kind: 'mss'; readonly value: number }
  | { readonly kind: 'window-scale'; readonly shift: number }
  | { readonly kind: 'sack-permitted' }
  | { readonly kind: 'sack'; readonly blocks: readonly SackBlock[] }
  | { readonly kind: 'timestamps'; readonly value: number; readonly echoReply: number }
  | { readonly kind: 'fast-open'; readonly cookie: Uint8Array }
  | { readonly kind: 'md5'; readonly digest: Uint8Array }
  | { readonly kind: 'ao'; readonly keyId: number; readonly rNextKeyId: number; readonly mac: Uint8Array }
  | { readonly kind: 'unknown'; readonly number: number; readonly data: Uint8Array }
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'padding'; readonly bytes: Uint8Array };

/** A block of a SACK option (RFC 2018 3): left edge, and the sequence number after its last octet. */
export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

/** The registered kind numbers of the options that wire can read. */
export const OPTION = {
  EOL: 0,
  NOP: 1,
  MSS: 2,
  WINDOW_SCALE: 3,
  SACK_PERMITTED: 4,
  SACK: 5,
  TIMESTAMPS: 8,
  MD5: 19,
  AO: 29,
  FAST_OPEN: 34,
} as const;
