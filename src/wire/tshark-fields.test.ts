import type { Ipv4Packet } from './ipv4.js';
import type { Ipv6Packet } from './ipv6.js';
import { RST, type Segment } from './tcp.js';
import type { SackBlock, TcpOption } from './tcp-options.js';

/** What tshark must read of a segment whose options are well-formed, computed fields included. */
export function segmentFields(segment: Segment): Record<string, string> {
  const { options, payload } = segment;
  return {
    'tcp.srcport': `${segment.sourcePort}`,
    'tcp.dstport': `${segment.destinationPort}`,
    'tcp.seq_raw': `${segment.seq}`,
    'tcp.ack_raw': `${segment.ack}`,
    'tcp.hdr_len': `${20 + options.reduce((sum, option) => sum + (lengthOf(option) ?? 1), 0)}`,
    'tcp.flags': `0x${digits((segment.reserved << 8) | segment.flags, 4)}`,
    'tcp.window_size_value': `${segment.window}`,
    'tcp.checksum.status': '1',
    'tcp.urgent_pointer': `${segment.urgentPointer}`,
    'tcp.len': `${payload.length}`,
    // tshark calls what a RST carries its cause.
    'tcp.payload': (segment.flags & RST) === 0 ? text(payload) : '',
    'tcp.option_kind': listed(options, numberOf),
    'tcp.option_len': listed(options, lengthOf),
    'tcp.options.mss_val': listed(options, (option) => (option.kind === 'mss' ? option.value : undefined)),
    'tcp.options.wscale.shift': listed(options, (each) => (each.kind === 'window-scale' ? each.shift : undefined)),
    'tcp.options.timestamp.tsval': listed(options, (each) => (each.kind === 'timestamps' ? each.value : undefined)),
    'tcp.options.timestamp.tsecr': listed(options, (each) => (each.kind === 'timestamps' ? each.echoReply : undefined)),
    'tcp.options.sack_le': blocksOf(options)
      .map(({ left }) => left)
      .join(),
    'tcp.options.sack_re': blocksOf(options)
      .map(({ right }) => right)
      .join(),
    'tcp.options.tfo.cookie': listed(options, (each) => (each.kind === 'fast-open' ? text(each.cookie) : undefined)),
    'tcp.options.md5.digest': listed(options, (each) => (each.kind === 'md5' ? text(each.digest) : undefined)),
    'tcp.options.ao.keyid': listed(options, (each) => (each.kind === 'ao' ? each.keyId : undefined)),
    'tcp.options.ao.rnextkeyid': listed(options, (each) => (each.kind === 'ao' ? each.rNextKeyId : undefined)),
    'tcp.options.ao.mac': listed(options, (each) => (each.kind === 'ao' ? text(each.mac) : undefined)),
    'tcp.options.unknown.payload': listed(options, (each) => (each.kind === 'unknown' ? text(each.data) : undefined)),
  };
}

/** What tshark must read of an IPv4 header, computed fields included. */
export function ipv4Fields(packet: Ipv4Packet): Record<string, string> {
  return {
    'ip.version': '4',
    'ip.hdr_len': `${20 + packet.options.length}`,
    'ip.dsfield.dscp': `${packet.dscp}`,
    'ip.dsfield.ecn': `${packet.ecn}`,
    'ip.id': `0x${digits(packet.identification, 4)}`,
    'ip.flags.rb': packet.reservedFlag ? '1' : '0',
    'ip.flags.df': packet.dontFragment ? '1' : '0',
    'ip.flags.mf': packet.moreFragments ? '1' : '0',
    'ip.frag_offset': `${packet.fragmentOffset}`,
    'ip.ttl': `${packet.timeToLive}`,
    'ip.proto': `${packet.protocol}`,
    'ip.checksum.status': '1',
    'ip.src': packet.source,
    'ip.dst': packet.destination,
  };
}

/** What tshark must read of an IPv6 header without extension headers. */
export function ipv6Fields(packet: Ipv6Packet): Record<string, string> {
  return {
    'ipv6.version': '6',
    'ipv6.tclass': `0x${digits(packet.trafficClass, 8)}`,
    'ipv6.flow': `0x${digits(packet.flowLabel, 6)}`,
    'ipv6.nxt': `${packet.nextHeader}`,
    'ipv6.hlim': `${packet.hopLimit}`,
    'ipv6.src': packet.source,
    'ipv6.dst': packet.destination,
  };
}

const NUMBERS: Readonly<Record<string, number>> = {
  eol: 0,
  nop: 1,
  mss: 2,
  'window-scale': 3,
  'sack-permitted': 4,
  sack: 5,
  timestamps: 8,
  md5: 19,
  ao: 29,
  'fast-open': 34,
};
const FIXED_LENGTHS: Readonly<Record<string, number>> = {
  mss: 4,
  'window-scale': 3,
  'sack-permitted': 2,
  timestamps: 10,
  md5: 18,
};

function numberOf(option: TcpOption): number {
  return option.kind === 'unknown' ? option.number : (NUMBERS[option.kind] ?? Number.NaN);
}

function lengthOf(option: TcpOption): number | undefined {
  if (option.kind === 'sack') return 2 + 8 * option.blocks.length;
  if (option.kind === 'ao') return 4 + option.mac.length;
  if (option.kind === 'fast-open') return 2 + option.cookie.length;
  if (option.kind === 'unknown') return 2 + option.data.length;
  return FIXED_LENGTHS[option.kind];
}

function blocksOf(options: readonly TcpOption[]): readonly SackBlock[] {
  return options.flatMap((option) => (option.kind === 'sack' ? option.blocks : []));
}

/** Nothing is listed for an option without the value, nor for an empty one. */
function listed(options: readonly TcpOption[], value: (option: TcpOption) => number | string | undefined): string {
  return options
    .map(value)
    .filter((each) => each !== undefined && each !== '')
    .join();
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function digits(value: number, count: number): string {
  return value.toString(16).padStart(count, '0');
}
