import { toHex } from './octets.js';
import { add } from './seq.js';
import { ACK, CWR, ECE, FIN, PSH, RST, type Segment, SYN, URG } from './tcp.js';
import { optionsLength, type SackBlock, type TcpOption } from './tcp-options.js';

/** The sequence numbers that a trace counts from. Without one the numbers are absolute. */
export interface TraceBases {
  /** ISS of the sender of this segment. */
  readonly seqBase?: number;
  /** ISS of the other side. */
  readonly ackBase?: number;
}

const LETTERS: readonly (readonly [bit: number, letter: string])[] = [
  [FIN, 'F'],
  [SYN, 'S'],
  [RST, 'R'],
  [PSH, 'P'],
  [ACK, '.'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'W'],
];

/**
 * The segment on one line in tcpdump's notation, modulo 2^32 from the given bases. Unlike tcpdump it always shows the
 * sequence number, since that of a bare ACK decides whether it is acceptable, and it shows reserved bits, a Data Offset that
 * does not match the options, and a wrong checksum.
 */
export function formatSegment(segment: Segment & { readonly checksumOk?: boolean }, bases: TraceBases = {}): string {
  const { payload, options, flags } = segment;
  const seqBase = bases.seqBase ?? 0;
  const ackBase = bases.ackBase ?? 0;
  const seq = add(segment.seq, -seqBase);
  const parts = [
    `Flags [${letters(flags)}]${badChecksum(segment)}`,
    `seq ${seq}${payload.length > 0 ? `:${add(seq, payload.length)}` : ''}`,
  ];
  if (segment.reserved !== 0) parts.splice(1, 0, `reserved 0x${segment.reserved.toString(16)}`);
  if ((flags & ACK) !== 0) parts.push(`ack ${add(segment.ack, -ackBase)}`);
  parts.push(`win ${segment.window}`);
  if ((flags & URG) !== 0) parts.push(`urg ${segment.urgentPointer}`);
  if (options.length > 0) parts.push(`options [${formatOptions(options, ackBase)}]`);
  if (segment.dataOffset !== undefined && 4 * segment.dataOffset !== 20 + optionsLength(options)) {
    parts.push(`bad hdr length ${4 * segment.dataOffset}`);
  }
  parts.push(`length ${payload.length}`);
  return parts.join(', ');
}

function letters(flags: number): string {
  let text = '';
  for (const [bit, letter] of LETTERS) if ((flags & bit) !== 0) text += letter;
  return text === '' ? 'none' : text;
}

function badChecksum({ checksum, checksumOk }: { checksum?: number; checksumOk?: boolean }): string {
  return checksumOk === false ? ` (bad cksum 0x${(checksum ?? 0).toString(16).padStart(4, '0')})` : '';
}

function formatOptions(options: readonly TcpOption[], ackBase: number): string {
  return options
    .map((option) => formatOption(option, ackBase))
    .filter((text) => text !== '')
    .join(',');
}

function formatOption(option: TcpOption, ackBase: number): string {
  switch (option.kind) {
    case 'eol':
    case 'nop':
      return option.kind;
    case 'mss':
      return `mss ${option.value}`;
    case 'window-scale':
      return `wscale ${option.shift}`;
    case 'sack-permitted':
      return 'sackOK';
    case 'sack':
      return `sack ${option.blocks.length} ${option.blocks.map((block) => formatBlock(block, ackBase)).join('')}`;
    case 'timestamps':
      return `TS val ${option.value} ecr ${option.echoReply}`;
    case 'fast-open':
      return option.cookie.length === 0 ? 'tfo cookiereq' : `tfo cookie ${toHex(option.cookie)}`;
    case 'md5':
      return `md5 ${toHex(option.digest)}`;
    case 'ao':
      return `tcp-ao keyid ${option.keyId} rnextkeyid ${option.rNextKeyId} mac 0x${toHex(option.mac)}`;
    case 'unknown':
      return option.data.length === 0 ? `unknown-${option.number}` : `unknown-${option.number} 0x${toHex(option.data)}`;
    case 'raw':
      return `bad opt 0x${toHex(option.bytes)}`;
    case 'padding':
      return option.bytes.some((octet) => octet !== 0) ? `padding 0x${toHex(option.bytes)}` : '';
  }
}

function formatBlock({ left, right }: SackBlock, ackBase: number): string {
  return `{${add(left, -ackBase)}:${add(right, -ackBase)}}`;
}
