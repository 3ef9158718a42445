import { readFileSync } from 'node:fs';
import { systemError } from './errors.js';
import { findInTable, type StateQuery } from './proc-net-tcp.js';
import type { ConnectionState, Family } from './protocol.js';

export type { StateQuery } from './proc-net-tcp.js';

interface Asked {
  readonly query: StateQuery;
  readonly answer: (state: ConnectionState) => void;
  readonly fail: (error: Error) => void;
}

let asked: Asked[] = [];

/** What the target says of a connection, from a reading that began after the question. */
export function readState(query: StateQuery): Promise<ConnectionState> {
  return new Promise((answer, fail) => {
    // All that ask in this turn of the event loop share the reading.
    if (asked.push({ query, answer, fail }) === 1) setImmediate(answerAll);
  });
}

function answerAll(): void {
  const waiting = asked;
  asked = [];
  for (const version of [4, 6] as const) {
    const those = waiting.filter(({ query }) => query.family === version);
    if (those.length > 0) answerFrom(version, those);
  }
}

function answerFrom(version: Family, waiting: readonly Asked[]): void {
  try {
    const table = readFileSync(version === 4 ? '/proc/net/tcp' : '/proc/net/tcp6', 'latin1');
    for (const { query, answer } of waiting) answer(findInTable(table, query));
  } catch (error) {
    const failure = systemError('/proc/net', (error as NodeJS.ErrnoException).code ?? 'EIO');
    for (const { fail } of waiting) fail(failure);
  }
}
