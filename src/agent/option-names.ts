/** Linux's socket options by name: level, number, and the shape of the value. */
export const OPTIONS: Readonly<Record<string, OptionName>> = {
  ...named(1, {
    SO_REUSEADDR: 2,
    SO_TYPE: 3,
    SO_DONTROUTE: 5,
    SO_BROADCAST: 6,
    SO_SNDBUF: 7,
    SO_RCVBUF: 8,
    SO_KEEPALIVE: 9,
    SO_OOBINLINE: 10,
    SO_PRIORITY: 12,
    SO_REUSEPORT: 15,
    SO_RCVLOWAT: 18,
    SO_SNDLOWAT: 19,
    SO_ACCEPTCONN: 30,
    SO_SNDBUFFORCE: 32,
    SO_RCVBUFFORCE: 33,
    SO_MARK: 36,
    SO_PROTOCOL: 38,
    SO_DOMAIN: 39,
    SO_BUSY_POLL: 46,
  }),
  SO_ERROR: { level: 1, number: 4, shape: 'errno' },
  SO_LINGER: { level: 1, number: 13, shape: 'linger' },
  SO_BINDTODEVICE: { level: 1, number: 25, shape: 'text' },
  ...named(6, {
    TCP_NODELAY: 1,
    TCP_MAXSEG: 2,
    TCP_CORK: 3,
    TCP_KEEPIDLE: 4,
    TCP_KEEPINTVL: 5,
    TCP_KEEPCNT: 6,
    TCP_SYNCNT: 7,
    TCP_LINGER2: 8,
    TCP_DEFER_ACCEPT: 9,
    TCP_WINDOW_CLAMP: 10,
    TCP_QUICKACK: 12,
    TCP_THIN_LINEAR_TIMEOUTS: 16,
    TCP_THIN_DUPACK: 17,
    TCP_USER_TIMEOUT: 18,
    TCP_FASTOPEN: 23,
    TCP_TIMESTAMP: 24,
    TCP_NOTSENT_LOWAT: 25,
    TCP_SAVE_SYN: 27,
    TCP_FASTOPEN_CONNECT: 30,
    TCP_FASTOPEN_NO_COOKIE: 34,
    TCP_INQ: 36,
    TCP_TX_DELAY: 37,
    TCP_RTO_MAX_MS: 44,
    TCP_RTO_MIN_US: 45,
    TCP_DELACK_MAX_US: 46,
  }),
  TCP_CONGESTION: { level: 6, number: 13, shape: 'text' },
  ...named(0, {
    IP_TOS: 1,
    IP_TTL: 2,
    IP_MTU_DISCOVER: 10,
    IP_RECVERR: 11,
    IP_RECVTOS: 13,
    IP_MTU: 14,
    IP_FREEBIND: 15,
    IP_MINTTL: 21,
    IP_BIND_ADDRESS_NO_PORT: 24,
  }),
  IP_OPTIONS: { level: 0, number: 4, shape: 'octets' },
  ...named(41, {
    IPV6_UNICAST_HOPS: 16,
    IPV6_MTU_DISCOVER: 23,
    IPV6_MTU: 24,
    IPV6_RECVERR: 25,
    IPV6_V6ONLY: 26,
    IPV6_RECVTCLASS: 66,
    IPV6_TCLASS: 67,
    IPV6_MINHOPCOUNT: 73,
  }),
};

/** Where an option is, and whether its value is an int, a linger structure, a C string, or octets (told in base64). */
export interface OptionName {
  readonly level: number;
  readonly number: number;
  readonly shape: 'int' | 'linger' | 'text' | 'octets' | 'errno';
}

function named(level: number, numbers: Readonly<Record<string, number>>): Record<string, OptionName> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [name, { level, number, shape: 'int' } as const]),
  );
}
