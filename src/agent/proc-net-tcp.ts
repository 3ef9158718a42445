import { STATE_NAMES, TCP_LISTEN } from './linux.js';
import type { ConnectionState, Family } from './protocol.js';
import { LITTLE_ENDIAN } from './sockaddr.js';

/** Which connection is asked for, with addresses as octets. */
export interface StateQuery {
  readonly family: Family;
  readonly localAddress: Buffer | undefined;
  readonly localPort: number;
  readonly remoteAddress: Buffer | undefined;
  readonly remotePort: number | undefined;
  /** The interface that a link-local remote address is on. */
  readonly zone: string | undefined;
}

/** The text of /proc/net/tcp or tcp6 searched for a connection. */
export function findInTable(table: string, query: StateQuery): ConnectionState {
  const found = matchingLines(table, query).map(parseLine);
  // A new connection may stand beside the TIME-WAIT of the one before it.
  return found.find(({ state }) => state !== 'TIME-WAIT') ?? found[0] ?? { state: 'CLOSED' };
}

function matchingLines(table: string, query: StateQuery): string[] {
  const local = `${query.localAddress ? hexAddress(query.localAddress) : ''}:${hexPort(query.localPort)} `;
  const remote = query.remoteAddress
    ? `${hexAddress(query.remoteAddress)}:${hexPort(query.remotePort ?? 0)} `
    : `${'0'.repeat(query.family === 4 ? 8 : 32)}:0000 ${hex(TCP_LISTEN, 2)} `;
  const lines: string[] = [];
  const needle = local + remote;
  for (let at = table.indexOf(needle); at >= 0; at = table.indexOf(needle, at + 1)) {
    const start = table.lastIndexOf('\n', at) + 1;
    const end = table.indexOf('\n', at);
    lines.push(table.slice(start, end < 0 ? undefined : end));
  }
  return lines;
}

// sl  local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
function parseLine(line: string): ConnectionState {
  const fields = line.trim().split(/\s+/);
  const [sendQueue = '0', receiveQueue = '0'] = (fields[4] ?? '').split(':');
  return {
    state: STATE_NAMES[Number.parseInt(fields[3] ?? '', 16)] ?? 'CLOSED',
    inode: Number(fields[9]),
    receiveQueue: Number.parseInt(receiveQueue, 16),
    sendQueue: Number.parseInt(sendQueue, 16),
  };
}

// The kernel prints an address as numbers of its own octet order.
function hexAddress(octets: Buffer): string {
  const words = Buffer.from(octets);
  return (LITTLE_ENDIAN ? words.swap32() : words).toString('hex').toUpperCase();
}

function hexPort(port: number): string {
  return hex(port, 4);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
