import type { Settings } from './settings.js';

/** SO_LINGER. */
export interface Linger {
  readonly on: boolean;
  readonly seconds: number;
}

/** The options of a socket, by their C names. A connection shares those of its socket. */
export interface SocketOptions {
  SO_RCVBUF: number;
  SO_SNDBUF: number;
  SO_REUSEADDR: number;
  SO_KEEPALIVE: number;
  SO_OOBINLINE: number;
  SO_LINGER: Linger;
  TCP_NODELAY: number;
  /** 0: whatever the link carries. */
  TCP_MAXSEG: number;
  /** Milliseconds; 0: R2 alone decides. */
  TCP_USER_TIMEOUT: number;
  /** Seconds, as the two that follow. */
  TCP_KEEPIDLE: number;
  TCP_KEEPINTVL: number;
  TCP_KEEPCNT: number;
  /** Retransmissions of a SYN. */
  TCP_SYNCNT: number;
  /** Seconds in FIN-WAIT-2 without a user. */
  TCP_LINGER2: number;
  TCP_QUICKACK: number;
  IP_TTL: number;
  IP_TOS: number;
  IPV6_UNICAST_HOPS: number;
  IPV6_TCLASS: number;
  IPV6_V6ONLY: number;
  /** IPv4 options in base64. */
  IP_OPTIONS: string;
  /** Whether the user is told of soft errors. */
  IP_RECVERR: number;
  IPV6_RECVERR: number;
  /** And of the DSCP that arrives. */
  IP_RECVTOS: number;
  IPV6_RECVTCLASS: number;
}

/** What a new socket has, by the settings of the model. */
export function newSocketOptions(settings: Settings): SocketOptions {
  return {
    SO_RCVBUF: settings['model.receive-buffer'],
    SO_SNDBUF: settings['model.send-buffer'],
    SO_REUSEADDR: 0,
    SO_KEEPALIVE: 0,
    SO_OOBINLINE: 0,
    SO_LINGER: { on: false, seconds: 0 },
    TCP_NODELAY: 0,
    TCP_MAXSEG: 0,
    TCP_USER_TIMEOUT: 0,
    TCP_KEEPIDLE: settings['model.keepalive-idle'] / 1_000,
    TCP_KEEPINTVL: settings['model.keepalive-interval'] / 1_000,
    TCP_KEEPCNT: settings['model.keepalive-probes'],
    TCP_SYNCNT: settings['model.syn-retries'],
    TCP_LINGER2: settings['model.fin-timeout'] / 1_000,
    TCP_QUICKACK: 0,
    IP_TTL: settings['model.hop-limit'],
    IP_TOS: 0,
    IPV6_UNICAST_HOPS: settings['model.hop-limit'],
    IPV6_TCLASS: 0,
    IPV6_V6ONLY: 1,
    IP_OPTIONS: '',
    IP_RECVERR: 0,
    IPV6_RECVERR: 0,
    IP_RECVTOS: 0,
    IPV6_RECVTCLASS: 0,
  };
}
