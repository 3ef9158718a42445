import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemError, unsupported } from './errors.js';
import { findInNetstat, NETSTAT } from './netstat.js';
import { findInTable } from './proc-net-tcp.js';
import type { ConnectionState, Family } from './protocol.js';
import { openSockDiag, type SockDiag } from './sock-diag.js';
import type { StateQuery } from './state-query.js';

/** What the target says of a connection, looked up after the question came. */
export function readState(query: StateQuery): ConnectionState | Promise<ConnectionState> {
  const netstat = NETSTAT[process.platform];
  if (netstat) return readStateFromNetstat(netstat, query);
  sockDiag ??= openSockDiag() ?? 'absent';
  const found = sockDiag === 'absent' ? undefined : sockDiag.find(query);
  return found ?? readStateFromTable(query);
}

let sockDiag: SockDiag | 'absent' | undefined;

interface Asked {
  readonly query: StateQuery;
  readonly answer: (state: ConnectionState) => void;
  readonly fail: (error: Error) => void;
}

let asked: Asked[] = [];

/** The same from /proc/net: all that ask in one turn of the event loop share a reading, which begins at its end. */
export function readStateFromTable(query: StateQuery): Promise<ConnectionState> {
  return new Promise((answer, fail) => {
    if (asked.push({ query, answer, fail }) === 1) setImmediate(answerAll);
  });
}

function answerAll(): void {
  const waiting = asked;
  asked = [];
  for (const family of [4, 6] as const) {
    const those = waiting.filter(({ query }) => query.family === family);
    if (those.length > 0) answerFrom(family, those);
  }
}

function answerFrom(family: Family, waiting: readonly Asked[]): void {
  try {
    const table = readFileSync(family === 4 ? '/proc/net/tcp' : '/proc/net/tcp6', 'latin1');
    for (const { query, answer } of waiting) answer(findInTable(table, query));
  } catch (error) {
    const failure = readingFailed((error as NodeJS.ErrnoException).code ?? 'EIO');
    for (const { fail } of waiting) fail(failure);
  }
}

function readingFailed(errno: string): Error {
  return errno === 'ENOENT' ? unsupported('there is no /proc/net/tcp') : systemError('/proc/net', errno);
}

/** The same as netstat tells it, which is started for each question: slow, and right for the moment after it. */
function readStateFromNetstat(args: readonly string[], query: StateQuery): Promise<ConnectionState> {
  return new Promise((answer, fail) => {
    execFile('netstat', args, { maxBuffer: NETSTAT_OCTETS }, (error, output) => {
      if (error) fail(unsupported(`netstat: ${error.message}`));
      else answer(findInNetstat(output, query));
    });
  });
}

const NETSTAT_OCTETS = 64 * 1024 * 1024;
