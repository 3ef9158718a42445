/** Linux's numbers for packet sockets (asm-generic), and the layout of what they read and write on 64 bits. */
export const AF_PACKET = 17;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0x800;
export const SOCK_CLOEXEC = 0x80000;
export const ETH_P_ALL = 0x0003;
/** Frames for a driver; none on Ethernet is of that protocol, whose numbers begin at 0x600. */
export const ETH_P_CONTROL = 0x0016;

export const SOL_SOCKET = 1;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_SNDBUFFORCE = 32;
export const SO_RCVBUFFORCE = 33;
export const SO_TIMESTAMPNS = 35;
export const SO_TIMESTAMPING = 37;

export const SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
export const SOF_TIMESTAMPING_TX_SCHED = 1 << 8;
export const SOF_TIMESTAMPING_OPT_TSONLY = 1 << 11;

export const SOL_PACKET = 263;
export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_STATISTICS = 6;
export const PACKET_AUXDATA = 8;
export const PACKET_IGNORE_OUTGOING = 23;
export const PACKET_MR_PROMISC = 1;
export const PACKET_OUTGOING = 4;

export const MSG_DONTWAIT = 0x40;
export const MSG_ERRQUEUE = 0x2000;

export const TP_STATUS_CSUMNOTREADY = 1 << 3;
export const TP_STATUS_VLAN_VALID = 1 << 4;
export const TP_STATUS_VLAN_TPID_VALID = 1 << 6;

export const CLOCK_REALTIME = 0;

export const EPERM = 1;
export const EINTR = 4;
export const ENXIO = 6;
export const EAGAIN = 11;
export const ENODEV = 19;
export const EINVAL = 22;
export const EMSGSIZE = 90;
export const ENETDOWN = 100;
export const ENOBUFS = 105;

/** struct mmsghdr: a struct msghdr (name, its length, vector, its length, control, its length, flags) and the length. */
export const MMSGHDR = {
  octets: 64,
  name: 0,
  nameLength: 8,
  vector: 16,
  vectorLength: 24,
  control: 32,
  controlLength: 40,
  length: 56,
} as const;
/** struct iovec. */
export const IOVEC = { octets: 16, base: 0, length: 8 } as const;
/** struct cmsghdr: a length with the header, level and type; data follows, the next begins at a multiple of 8. */
export const CMSGHDR = { octets: 16, length: 0, level: 8, type: 12 } as const;
/** struct sockaddr_ll. */
export const SOCKADDR_LL = { octets: 20, family: 0, protocol: 2, index: 4, packetType: 10 } as const;
/** struct tpacket_auxdata. */
export const AUXDATA = { status: 0, length: 4, tci: 16, tpid: 18 } as const;
