import { STATE_NAMES, TCP_LISTEN } from './linux.js';
import type { ConnectionState } from './protocol.js';
import { LITTLE_ENDIAN } from './sockaddr.js';
import type { StateQuery } from './state-query.js';

/** The text of /proc/net/tcp or tcp6 searched for a connection, or for the listener that a SYN to the port would find. */
export function findInTable(table: string, query: StateQuery): ConnectionState {
  const [own, ...others] = query.remoteAddress ? connections(table, query) : listeners(table, query);
  // A new connection may stand beside the TIME-WAIT of the one before it.
  return [own, ...others].find((found) => found && found.state !== 'TIME-WAIT') ?? own ?? { state: 'CLOSED' };
}

function connections(table: string, query: StateQuery): ConnectionState[] {
  return linesWith(table, `${localEnd(query)}${hexAddress(query.remoteAddress)}:${hexPort(query.remotePort)} `);
}

function listeners(table: string, query: StateQuery): ConnectionState[] {
  const anyone = hexAddress(Buffer.alloc(query.family === 4 ? 4 : 16));
  const unconnected = `${anyone}:${hexPort(0)} ${hex(TCP_LISTEN, 2)} `;
  const found = linesWith(table, localEnd(query) + unconnected);
  return found.length > 0 ? found : linesWith(table, `${anyone}:${hexPort(query.localPort)} ${unconnected}`);
}

// An end that is not asked about leaves the needle open on its left.
function localEnd(query: StateQuery): string {
  return `${query.localAddress ? hexAddress(query.localAddress) : ''}:${hexPort(query.localPort)} `;
}

function linesWith(table: string, needle: string): ConnectionState[] {
  const found: ConnectionState[] = [];
  for (let at = table.indexOf(needle); at >= 0; at = table.indexOf(needle, at + 1)) {
    const start = table.lastIndexOf('\n', at) + 1;
    const end = table.indexOf('\n', at);
    found.push(parseLine(table.slice(start, end < 0 ? undefined : end)));
  }
  return found;
}

// sl  local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
function parseLine(line: string): ConnectionState {
  const fields = line.trim().split(/\s+/);
  const [sendQueue, receiveQueue] = (fields[4] ?? '').split(':');
  return {
    state: STATE_NAMES[number(fields[3], 16) ?? 0] ?? 'CLOSED',
    ...member('inode', number(fields[9], 10)),
    ...member('receiveQueue', number(receiveQueue, 16)),
    ...member('sendQueue', number(sendQueue, 16)),
  };
}

// What cannot be read is left out.
function number(digits: string | undefined, radix: 10 | 16): number | undefined {
  if (digits === undefined || !(radix === 16 ? /^[0-9A-Fa-f]+$/ : /^[0-9]+$/).test(digits)) return undefined;
  const value = Number.parseInt(digits, radix);
  return Number.isSafeInteger(value) ? value : undefined;
}

function member<N extends string>(name: N, value: number | undefined): { [name in N]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [name in N]: number });
}

// The kernel prints an address as numbers of its own octet order.
function hexAddress(octets: Buffer = Buffer.alloc(0)): string {
  const words = Buffer.from(octets);
  return (LITTLE_ENDIAN ? words.swap32() : words).toString('hex').toUpperCase();
}

function hexPort(port = 0): string {
  return hex(port, 4);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
