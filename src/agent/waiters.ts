import { refused, systemError } from './errors.js';
import { native } from './libc.js';
import { LITTLE_ENDIAN } from './sockaddr.js';

const POLL_EVERY_MS = 1;
const POLLFD_OCTETS = 8;
const MOST_WAITERS = 4096;

interface Waiter {
  readonly fd: number;
  readonly events: number;
  readonly until: number;
  readonly wake: (ready: boolean) => void;
  readonly fail: (error: Error) => void;
}

const waiters = new Set<Waiter>();
let polling = false;

/** Resolves to true as soon as the descriptor has one of the events (or an error), to false when the time is over. */
export function untilReady(fd: number, events: number, withinMs: number): Promise<boolean> {
  if (waiters.size >= MOST_WAITERS) throw refused(`more than ${MOST_WAITERS} waits at once`);
  return new Promise((resolve, reject) => {
    waiters.add({ fd, events, until: performance.now() + withinMs, wake: resolve, fail: reject });
    if (!polling) setTimeout(pollAll, POLL_EVERY_MS);
    polling = true;
  });
}

/** Ends the waits on a descriptor that is about to be closed: they fail with EBADF. */
export function cancelWaits(fd: number): void {
  for (const waiter of waiters) {
    if (waiter.fd !== fd) continue;
    waiters.delete(waiter);
    waiter.fail(systemError('closed while waiting', 'EBADF'));
  }
}

// One poll(2) for all, without a time-out, so that the event loop never stands still.
function pollAll(): void {
  const waiting = [...waiters];
  const fds = Buffer.alloc(waiting.length * POLLFD_OCTETS);
  waiting.forEach(({ fd, events }, index) => {
    writePollFd(fds, index * POLLFD_OCTETS, fd, events);
  });
  const ready = native.poll(fds, waiting.length, 0);
  const now = performance.now();
  waiting.forEach((waiter, index) => {
    const seen = ready > 0 && readEvents(fds, index * POLLFD_OCTETS) !== 0;
    if (!seen && now < waiter.until) return;
    waiters.delete(waiter);
    waiter.wake(seen);
  });
  polling = waiters.size > 0;
  if (polling) setTimeout(pollAll, POLL_EVERY_MS);
}

/** What poll(2) says of one descriptor now. */
export function eventsNow(fd: number, events: number): number {
  const fds = Buffer.alloc(POLLFD_OCTETS);
  writePollFd(fds, 0, fd, events);
  return native.poll(fds, 1, 0) > 0 ? readEvents(fds, 0) : 0;
}

function writePollFd(buffer: Buffer, at: number, fd: number, events: number): void {
  if (LITTLE_ENDIAN) {
    buffer.writeInt32LE(fd, at);
    buffer.writeInt16LE(events, at + 4);
  } else {
    buffer.writeInt32BE(fd, at);
    buffer.writeInt16BE(events, at + 4);
  }
}

function readEvents(buffer: Buffer, at: number): number {
  return LITTLE_ENDIAN ? buffer.readUInt16LE(at + 6) : buffer.readUInt16BE(at + 6);
}
