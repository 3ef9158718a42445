import koffi, { type LibraryHandle } from 'koffi';
import { errnoName, systemError } from './errors.js';

/** The user calls, as the C library has them. Each returns -1 with errno set when it fails; buffers are passed by address. */
export const native = {
  socket: late<[domain: number, type: number, protocol: number]>('int socket(int, int, int)'),
  bind: late<[fd: number, address: Buffer, octets: number]>('int bind(int, void *, uint32_t)'),
  connect: late<[fd: number, address: Buffer, octets: number]>('int connect(int, void *, uint32_t)'),
  listen: late<[fd: number, backlog: number]>('int listen(int, int)'),
  accept4: late<[fd: number, address: Buffer, octets: Buffer, flags: number]>('int accept4(int, void *, void *, int)'),
  send: late<[fd: number, data: Buffer, octets: number, flags: number]>('intptr_t send(int, void *, size_t, int)'),
  recv: late<[fd: number, data: Buffer, octets: number, flags: number]>('intptr_t recv(int, void *, size_t, int)'),
  recvmsg: late<[fd: number, header: Buffer, flags: number]>('intptr_t recvmsg(int, void *, int)'),
  shutdown: late<[fd: number, how: number]>('int shutdown(int, int)'),
  close: late<[fd: number]>('int close(int)'),
  setsockopt: late<[fd: number, level: number, name: number, value: Buffer, octets: number]>(
    'int setsockopt(int, int, int, void *, uint32_t)',
  ),
  getsockopt: late<[fd: number, level: number, name: number, value: Buffer, octets: Buffer]>(
    'int getsockopt(int, int, int, void *, void *)',
  ),
  getsockname: late<[fd: number, address: Buffer, octets: Buffer]>('int getsockname(int, void *, void *)'),
  getpeername: late<[fd: number, address: Buffer, octets: Buffer]>('int getpeername(int, void *, void *)'),
  poll: late<[fds: Buffer, count: number, timeoutMs: number]>('int poll(void *, unsigned long, int)'),
  if_nametoindex: late<[name: string]>('unsigned int if_nametoindex(const char *)'),
  /** Only for requests whose argument is an int that is read. */
  ioctl: (fd: number, request: number, argument: Buffer): number => variadicIoctl(fd, request, 'int *', argument),
};

/** Octets of a pointer, and of a size_t. */
export function pointerOctets(): number {
  return koffi.sizeof('void *');
}

/** The address of a buffer that the caller keeps. */
export function addressOf(buffer: Buffer): bigint {
  return koffi.address(buffer);
}

/** The name of the last call's errno. */
export function lastErrno(): string {
  return errnoName(koffi.errno());
}

/** Passes a result that is not -1 on; throws the errno as a call's error otherwise. */
export function checked(what: string, result: number): number {
  if (result < 0) throw systemError(what, lastErrno());
  return result;
}

const variadicIoctl = late<[fd: number, request: number, type: string, argument: Buffer]>(
  'int ioctl(int, unsigned long, ...)',
);

// Looked up at the first use: a system that lacks one of them can still answer what it is.
function late<A extends unknown[]>(declaration: string): (...args: A) => number {
  let found: ((...args: A) => number) | undefined;
  return (...args) => {
    found ??= library().func(declaration) as (...args: A) => number;
    return found(...args);
  };
}

let loaded: LibraryHandle | undefined;

function library(): LibraryHandle {
  loaded ??= koffi.load(null);
  return loaded;
}
