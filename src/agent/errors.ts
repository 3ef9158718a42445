import { constants } from 'node:os';
import type { ErrorKind } from './protocol.js';

/** A call that gets a negative answer. */
export class CallError extends Error {
  readonly kind: ErrorKind;
  readonly errno: string | undefined;

  constructor(kind: ErrorKind, message: string, errno?: string) {
    super(message);
    this.name = 'CallError';
    this.kind = kind;
    this.errno = errno;
  }
}

/** The request itself is wrong. */
export function badRequest(message: string): CallError {
  return new CallError('bad-request', message);
}

/** The target, or this agent on it, cannot do the call. */
export function unsupported(message: string, errno?: string): CallError {
  return new CallError('unsupported', errno === undefined ? message : `${message}: ${errno}`, errno);
}

/** The agent's own rules forbid the call. */
export function refused(message: string): CallError {
  return new CallError('refused', message);
}

/** The target's system call failed. */
export function systemError(what: string, errno: string): CallError {
  return new CallError('errno', `${what}: ${errno}`, errno);
}

/** The name of an errno number: 'EISCONN'. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `E${errno}`;
}

// Two names share a number on Linux; the later entries win, so that the usual one is told.
const NAMES = new Map<number, string>([
  [108, 'ESHUTDOWN'],
  [112, 'EHOSTDOWN'],
  ...Object.entries(constants.errno).map(([name, errno]): [number, string] => [errno, name]),
  [constants.errno.EAGAIN, 'EAGAIN'],
  [constants.errno.EOPNOTSUPP, 'EOPNOTSUPP'],
]);
