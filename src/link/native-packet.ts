import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import type { LibraryHandle } from 'koffi';
import { LinkError } from './link.js';

/** An address that the C library is handed: typed arrays are passed in place. */
export type Memory = Uint8Array | BigUint64Array;

/** Where memory is that is never moved and that the caller keeps: quicker to hand over than the memory. */
export type Address = number;

/** The system calls of a packet socket. Each returns -1 when it fails; `lastErrno` then says why. */
export interface PacketCalls {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Memory, octets: number): number;
  setsockopt(fd: number, level: number, name: number, value: Memory, octets: number): number;
  getsockopt(fd: number, level: number, name: number, value: Memory, octets: Memory): number;
  send(fd: number, bytes: Address, octets: number, flags: number): number;
  recvmsg(fd: number, header: Address, flags: number): number;
  /** The time-out is never used and has to be null. */
  recvmmsg(fd: number, headers: Address, count: number, flags: number, timeout: null): number;
  close(fd: number): number;
  clock_gettime(clock: number, timespec: Address): number;
  if_nametoindex(name: string): number;
}

/** Watches a descriptor in the event loop, which stays open meanwhile. */
export interface Watch {
  /** Idempotent. The callback does not run again; the descriptor may be closed at once. */
  stop(): void;
}

/** Looks the calls up at the first use. Throws LinkError `not-available` where there are none, or koffi does not load. */
export function packetCalls(): PacketCalls {
  calls ??= load();
  return calls;
}

/** The errno of the call before. */
export function lastErrno(): number {
  return koffi().errno();
}

/** The address of memory that the caller keeps from being collected; it is not moved once its address was asked for. */
export function addressOf(memory: Memory): Address {
  return Number(koffi().address(memory));
}

/**
 * Calls back on the main thread whenever there is something to read or an error to fetch, in the poll phase of the
 * event loop, and has promises and ticks that it sets off run in that turn too. The callback must not throw: there is
 * no JavaScript beneath it. libuv stops watching after an error, so then it is started again.
 */
export function watchReadable(fd: number, callback: () => void): Watch {
  const onEvent = (status: number): void => {
    if (status < 0 && watched.has(watch)) handle.start(onReady);
    if (needsImmediate) setImmediate(nothing);
    callback();
  };
  // The declaration of koffi leaves the status out.
  const onReady = onEvent as unknown as Parameters<Koffi['node']['poll']>[1];
  const handle = koffi().node.poll(fd, onReady);
  const watch: Watch = {
    stop() {
      if (watched.delete(watch)) handle.close();
    },
  };
  watched.add(watch);
  return watch;
}

// Up to Node 24 promises go on when a native callback is over; Node 26 waits for a callback of its own, which takes 1 µs.
const needsImmediate = Number.parseInt(process.versions.node, 10) > 24;
const nothing = (): void => {};

// koffi closes a handle that is collected, and nothing else in JavaScript needs to point to one.
const watched = new Set<Watch>();

type Koffi = typeof import('koffi');

let calls: PacketCalls | undefined;
let loaded: Koffi | undefined;

// At the first use: it takes milliseconds, and where it does not load the other links still work.
function koffi(): Koffi {
  loaded ??= createRequire(import.meta.url)('koffi') as Koffi;
  return loaded;
}

function load(): PacketCalls {
  if (process.platform !== 'linux') throw unavailable(`packet sockets are Linux's, and this is ${process.platform}`);
  if (endianness() !== 'LE') throw unavailable('the link is written for machines that store the low octet first');
  try {
    if (koffi().sizeof('void *') !== 8) throw unavailable('the link is written for machines of 64 bits');
    return lookUp(koffi().load(null));
  } catch (cause) {
    if (cause instanceof LinkError) throw cause;
    throw unavailable('koffi cannot call the C library of this machine', cause);
  }
}

function lookUp(library: LibraryHandle): PacketCalls {
  const find = <T>(declaration: string): T => library.func(declaration) as unknown as T;
  return {
    socket: find('int socket(int, int, int)'),
    bind: find('int bind(int, void *, uint32_t)'),
    setsockopt: find('int setsockopt(int, int, int, void *, uint32_t)'),
    getsockopt: find('int getsockopt(int, int, int, void *, void *)'),
    send: find('intptr_t send(int, uintptr_t, size_t, int)'),
    recvmsg: find('intptr_t recvmsg(int, uintptr_t, int)'),
    recvmmsg: find('int recvmmsg(int, uintptr_t, unsigned int, int, void *)'),
    close: find('int close(int)'),
    clock_gettime: find('int clock_gettime(int, uintptr_t)'),
    if_nametoindex: find('unsigned int if_nametoindex(const char *)'),
  };
}

function unavailable(why: string, cause?: unknown): LinkError {
  return new LinkError('not-available', `no packet link here: ${why}; use --link cap`, { cause });
}
