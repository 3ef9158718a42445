import { addressOctets } from './address.js';
import type { ConnectionState, StateName } from './protocol.js';
import type { StateQuery } from './state-query.js';

/** How each system's netstat is asked for all TCP sockets, by numbers, with addresses at their full length. */
export const NETSTAT: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  freebsd: ['-anW', '-p', 'tcp'],
  darwin: ['-anW', '-p', 'tcp'],
  openbsd: ['-anv', '-p', 'tcp'],
};

/** The names of the states as the systems that come from 4.4BSD print them. */
const STATES: Readonly<Record<string, StateName>> = {
  CLOSED: 'CLOSED',
  LISTEN: 'LISTEN',
  SYN_SENT: 'SYN-SENT',
  SYN_RCVD: 'SYN-RECEIVED',
  ESTABLISHED: 'ESTABLISHED',
  CLOSE_WAIT: 'CLOSE-WAIT',
  FIN_WAIT_1: 'FIN-WAIT-1',
  CLOSING: 'CLOSING',
  LAST_ACK: 'LAST-ACK',
  FIN_WAIT_2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
};

interface End {
  /** Undefined for any. */
  readonly address: Buffer | undefined;
  readonly port: number;
}

interface Row extends ConnectionState {
  readonly families: string;
  readonly local: End;
  readonly remote: End;
}

/** The output of netstat searched for a connection, or for the listener that a SYN to the port would find. */
export function findInNetstat(output: string, query: StateQuery): ConnectionState {
  const rows = output.split('\n').flatMap((line) => rowOf(line) ?? []);
  const candidates = rows.filter((row) => row.families.includes(String(query.family)) && isAsked(row, query));
  const precise = candidates.find(({ state, local }) => state !== 'TIME-WAIT' && local.address) ?? candidates[0];
  if (!precise) return { state: 'CLOSED' };
  const { state, receiveQueue, sendQueue } = precise;
  return { state, receiveQueue: receiveQueue ?? 0, sendQueue: sendQueue ?? 0 };
}

function isAsked({ local, remote, state }: Row, query: StateQuery): boolean {
  if (local.port !== query.localPort || !matches(local, query.localAddress)) return false;
  if (!query.remoteAddress) return state === 'LISTEN';
  return remote.port === query.remotePort && remote.address?.equals(query.remoteAddress) === true;
}

function matches({ address }: End, wanted: Buffer | undefined): boolean {
  return address === undefined || wanted === undefined || address.equals(wanted);
}

/** `tcp4 0 0 192.0.2.1.22 192.0.2.9.46306 ESTABLISHED`; macOS prints more columns behind. Undefined for any other line. */
function rowOf(line: string): Row | undefined {
  const [protocol = '', received, sent, local = '', remote = '', word = ''] = line.trim().split(/\s+/);
  const [, families] = /^tcp(4|6|46)?$/.exec(protocol) ?? [];
  const state = STATES[word];
  const [here, there] = [endOf(local), endOf(remote)];
  if (!/^tcp/.test(protocol) || !state || !here || !there) return undefined;
  const queues = { receiveQueue: Number(received), sendQueue: Number(sent) };
  return { families: families ?? '4', local: here, remote: there, state, ...queues };
}

/** An address and a port with a point between: `*.80`, `fe80::1%lo0.25`. A shortened address is no address. */
function endOf(text: string): End | undefined {
  const at = text.lastIndexOf('.');
  const port = text.slice(at + 1);
  const name = text.slice(0, at).replace(/%.*$/, '');
  if (at < 0 || !/^(\d{1,5}|\*)$/.test(port)) return undefined;
  const address = name === '*' ? undefined : addressOctets(name);
  if (name !== '*' && !address) return undefined;
  return { address, port: port === '*' ? 0 : Number(port) };
}
