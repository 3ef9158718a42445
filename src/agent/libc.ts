import koffi from 'koffi';
import { errnoName, systemError } from './errors.js';

const libc = koffi.load(null);

/** The user calls, as the C library has them. Each returns -1 with errno set when it fails; buffers are passed by address. */
export const native = {
  socket: libc.func('int socket(int domain, int type, int protocol)') as (...a: number[]) => number,
  bind: libc.func('int bind(int fd, void *address, uint32_t length)') as OnBuffer,
  connect: libc.func('int connect(int fd, void *address, uint32_t length)') as OnBuffer,
  listen: libc.func('int listen(int fd, int backlog)') as (fd: number, backlog: number) => number,
  accept4: libc.func('int accept4(int fd, void *address, void *length, int flags)') as (
    fd: number,
    address: Buffer,
    length: Buffer,
    flags: number,
  ) => number,
  send: libc.func('intptr_t send(int fd, void *data, size_t length, int flags)') as Transfer,
  recv: libc.func('intptr_t recv(int fd, void *data, size_t length, int flags)') as Transfer,
  shutdown: libc.func('int shutdown(int fd, int how)') as (fd: number, how: number) => number,
  close: libc.func('int close(int fd)') as (fd: number) => number,
  setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)') as (
    fd: number,
    level: number,
    name: number,
    value: Buffer,
    length: number,
  ) => number,
  getsockopt: libc.func('int getsockopt(int fd, int level, int name, void *value, void *length)') as (
    fd: number,
    level: number,
    name: number,
    value: Buffer,
    length: Buffer,
  ) => number,
  getsockname: libc.func('int getsockname(int fd, void *address, void *length)') as Name,
  getpeername: libc.func('int getpeername(int fd, void *address, void *length)') as Name,
  poll: libc.func('int poll(void *fds, unsigned long count, int timeout)') as (
    fds: Buffer,
    count: number,
    timeoutMs: number,
  ) => number,
  ioctl: libc.func('int ioctl(int fd, unsigned long request, void *argument)') as (
    fd: number,
    request: number,
    argument: Buffer,
  ) => number,
  if_nametoindex: libc.func('unsigned int if_nametoindex(const char *name)') as (name: string) => number,
};

/** The name of the last call's errno. */
export function lastErrno(): string {
  return errnoName(koffi.errno());
}

/** Passes a result that is not -1 on; throws the errno as a call's error otherwise. */
export function checked(what: string, result: number): number {
  if (result < 0) throw systemError(what, lastErrno());
  return result;
}

type OnBuffer = (fd: number, data: Buffer, length: number) => number;
type Transfer = (fd: number, data: Buffer, length: number, flags: number) => number;
type Name = (fd: number, address: Buffer, length: Buffer) => number;
