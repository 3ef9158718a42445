/** Linux's numbers for the socket calls (asm-generic, which all but alpha, mips, parisc and sparc share). */
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_STREAM = 1;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0x800;
export const SOCK_CLOEXEC = 0x80000;
export const IPPROTO_TCP = 6;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_LINGER = 13;
export const SOL_IPV6 = 41;
export const IPV6_V6ONLY = 26;
export const TCP_INFO = 11;

export const MSG_OOB = 0x1;
export const MSG_PEEK = 0x2;
export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_ERRQUEUE = 0x2000;

export const SOL_IP = 0;
export const IP_TOS = 1;
export const IP_PKTOPTIONS = 9;
export const IP_RECVERR = 11;
export const IPV6_2292PKTOPTIONS = 6;
export const IPV6_RECVERR = 25;
export const IPV6_TCLASS = 67;

export const SHUT = { receive: 0, send: 1, both: 2 } as const;

export const POLLIN = 0x1;
export const POLLPRI = 0x2;
export const POLLOUT = 0x4;
export const POLLERR = 0x8;
export const POLLHUP = 0x10;
export const POLLRDHUP = 0x2000;

export const FIONREAD = 0x541b;
export const SIOCOUTQ = 0x5411;
export const SIOCOUTQNSD = 0x894b;
export const SIOCATMARK = 0x8905;

/** The kernel's TCP states (net/tcp_states.h) by number, in RFC 9293's names. 12 is a request socket. */
export const STATE_NAMES = [
  undefined,
  'ESTABLISHED',
  'SYN-SENT',
  'SYN-RECEIVED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'CLOSED',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
  'SYN-RECEIVED',
] as const;
export const TCP_LISTEN = 10;
