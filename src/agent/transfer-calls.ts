import { type Arguments, base64, flag, integer, integerOr, object } from './arguments.js';
import { socketOf, whenReady } from './connection-calls.js';
import { badRequest } from './errors.js';
import type { Handlers } from './handler.js';
import { checked, native } from './libc.js';
import * as linux from './linux.js';
import { LINE_LIMIT_OCTETS, LONGEST_WAIT_MS, TRANSFER_LIMIT_OCTETS } from './protocol.js';
import { nativeInt, readNativeInt } from './sockaddr.js';
import { eventsNow } from './waiters.js';

/** The calls that move octets, and those that say what could be moved. */
export const transferCalls: Handlers<'send' | 'receive' | 'poll' | 'queued' | 'atMark'> = {
  send(args, mine) {
    const { fd } = socketOf(args, mine);
    const data = octetsToSend(args);
    const flags = linux.MSG_DONTWAIT | linux.MSG_NOSIGNAL | (flag(args, 'urgent') ? linux.MSG_OOB : 0);
    return { count: checked('send', native.send(fd, data, data.length, flags)) };
  },

  async receive(args, mine) {
    const { fd } = socketOf(args, mine);
    const max = integer(args, 'max', 1, TRANSFER_LIMIT_OCTETS);
    const withinMs = integerOr(0, args, 'withinMs', 0, LONGEST_WAIT_MS);
    const urgent = flag(args, 'urgent');
    const flags = linux.MSG_DONTWAIT | (urgent ? linux.MSG_OOB : 0) | (flag(args, 'peek') ? linux.MSG_PEEK : 0);
    const events = urgent ? linux.POLLPRI : linux.POLLIN;
    let data = '';
    const count = await whenReady(fd, events, withinMs, 'recv', () => {
      const received = native.recv(fd, room, max, flags);
      if (received > 0) data = room.toString('base64', 0, received);
      return received;
    });
    return { data, end: count === 0 };
  },

  poll(args, mine) {
    const asked = linux.POLLIN | linux.POLLOUT | linux.POLLPRI | linux.POLLRDHUP;
    const events = eventsNow(socketOf(args, mine).fd, asked);
    return {
      readable: (events & linux.POLLIN) !== 0,
      writable: (events & linux.POLLOUT) !== 0,
      priority: (events & linux.POLLPRI) !== 0,
      error: (events & linux.POLLERR) !== 0,
      hangup: (events & linux.POLLHUP) !== 0,
      peerClosed: (events & linux.POLLRDHUP) !== 0,
    };
  },

  queued(args, mine) {
    const { fd } = socketOf(args, mine);
    return {
      received: control(fd, linux.FIONREAD),
      unacknowledged: control(fd, linux.SIOCOUTQ),
      unsent: control(fd, linux.SIOCOUTQNSD),
    };
  },

  atMark(args, mine) {
    return { atMark: control(socketOf(args, mine).fd, linux.SIOCATMARK) !== 0 };
  },
};

// One for all: it is read before anything else can run.
const room = Buffer.allocUnsafe(TRANSFER_LIMIT_OCTETS);

function octetsToSend(args: Arguments): Buffer {
  if ((args.data === undefined) === (args.fill === undefined)) throw badRequest('send needs either data or fill');
  if (args.data !== undefined) return base64(args, 'data', LINE_LIMIT_OCTETS);
  const fill = object(args.fill, 'fill');
  return Buffer.alloc(integer(fill, 'count', 0, TRANSFER_LIMIT_OCTETS), integerOr(0, fill, 'octet', 0, 255));
}

function control(fd: number, request: number): number {
  const answer = nativeInt(0);
  checked('ioctl', native.ioctl(fd, request, answer));
  return readNativeInt(answer);
}
