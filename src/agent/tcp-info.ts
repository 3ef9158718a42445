import { LITTLE_ENDIAN } from './sockaddr.js';

/** The fields of Linux's struct tcp_info that are there; older kernels have fewer. Times are in the kernel's units. */
export function decodeTcpInfo(octets: Buffer): Record<string, number> {
  const info: Record<string, number> = {};
  let at = 0;
  for (const name of BYTES) info[name] = octets[at++] ?? 0;
  info.sendWindowScale = scales(info.windowScales ?? 0, LITTLE_ENDIAN ? 0 : 4);
  info.receiveWindowScale = scales(info.windowScales ?? 0, LITTLE_ENDIAN ? 4 : 0);
  for (const [octetsEach, names] of GROUPS) {
    for (const name of names) {
      if (at + octetsEach > octets.length) return info;
      info[name] = octetsEach === 4 ? word(octets, at) : Number(long(octets, at));
      at += octetsEach;
    }
  }
  return info;
}

const BYTES = ['state', 'caState', 'retransmits', 'probes', 'backoff', 'options', 'windowScales', 'flags'] as const;

const GROUPS: readonly (readonly [4 | 8, readonly string[]])[] = [
  [4, ['rto', 'ato', 'sndMss', 'rcvMss', 'unacked', 'sacked', 'lost', 'retrans', 'fackets']],
  [4, ['lastDataSent', 'lastAckSent', 'lastDataRecv', 'lastAckRecv', 'pmtu', 'rcvSsthresh', 'rtt', 'rttvar']],
  [4, ['sndSsthresh', 'sndCwnd', 'advmss', 'reordering', 'rcvRtt', 'rcvSpace', 'totalRetrans']],
  [8, ['pacingRate', 'maxPacingRate', 'bytesAcked', 'bytesReceived']],
  [4, ['segsOut', 'segsIn', 'notsentBytes', 'minRtt', 'dataSegsIn', 'dataSegsOut']],
  [8, ['deliveryRate', 'busyTime', 'rwndLimited', 'sndbufLimited']],
  [4, ['delivered', 'deliveredCe']],
  [8, ['bytesSent', 'bytesRetrans']],
  [4, ['dsackDups', 'reordSeen', 'rcvOoopack', 'sndWnd', 'rcvWnd', 'rehash', 'totalRto']],
];

function scales(octet: number, shift: number): number {
  return (octet >> shift) & 0xf;
}

function word(octets: Buffer, at: number): number {
  return LITTLE_ENDIAN ? octets.readUInt32LE(at) : octets.readUInt32BE(at);
}

function long(octets: Buffer, at: number): bigint {
  return LITTLE_ENDIAN ? octets.readBigUInt64LE(at) : octets.readBigUInt64BE(at);
}
