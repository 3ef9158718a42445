import { type Arguments, base64, flag, integer, object, text } from './arguments.js';
import { socketOf } from './connection-calls.js';
import { errnoName, unsupported } from './errors.js';
import type { Handlers } from './handler.js';
import { checked, lastErrno, native } from './libc.js';
import * as linux from './linux.js';
import { OPTIONS, type OptionName } from './option-names.js';
import type { OptionValue } from './protocol.js';
import { nativeInt, readNativeInt } from './sockaddr.js';
import { routeOf } from './source-route.js';
import { decodeTcpInfo } from './tcp-info.js';

const LONGEST_NAME = 64;
const LARGEST_VALUE_OCTETS = 1024;

/** Socket options by name, and TCP_INFO. */
export const optionCalls: Handlers<'setOption' | 'getOption' | 'info'> = {
  setOption(args, mine) {
    const { fd } = socketOf(args, mine);
    const option = optionOf(args);
    const value = encodeValue(option, args);
    if (option.shape === 'octets') for (const hop of routeOf(value)) mine.peers.check(hop);
    known('setsockopt', native.setsockopt(fd, option.level, option.number, value, value.length));
    return {};
  },

  getOption(args, mine) {
    const { fd } = socketOf(args, mine);
    const option = optionOf(args);
    return { value: decodeValue(option, read(fd, option.level, option.number)) };
  },

  info: (args, mine) => decodeTcpInfo(read(socketOf(args, mine).fd, linux.IPPROTO_TCP, linux.TCP_INFO)),
};

function optionOf(args: Arguments): OptionName {
  const name = text(args, 'option', LONGEST_NAME);
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  if (!option) throw unsupported(`option ${name} is not known here`);
  return option;
}

function encodeValue({ shape }: OptionName, args: Arguments): Buffer {
  if (shape === 'text') return Buffer.from(`${text(args, 'value', LONGEST_NAME)}\0`);
  if (shape === 'octets') return base64(args, 'value', LARGEST_VALUE_OCTETS);
  if (shape === 'linger') {
    const linger = object(args.value, 'value');
    return Buffer.concat([nativeInt(flag(linger, 'on') ? 1 : 0), nativeInt(integer(linger, 'seconds', 0, 0x7fffffff))]);
  }
  if (typeof args.value === 'boolean') return nativeInt(args.value ? 1 : 0);
  return nativeInt(integer(args, 'value', -0x80000000, 0x7fffffff));
}

function decodeValue({ shape }: OptionName, octets: Buffer): OptionValue {
  if (shape === 'text') return octets.toString('latin1').replace(/\0.*$/s, '');
  if (shape === 'octets') return octets.toString('base64');
  if (shape === 'linger') return { on: readNativeInt(octets) !== 0, seconds: readNativeInt(octets, 4) };
  if (shape === 'errno') return readNativeInt(octets) === 0 ? '' : errnoName(readNativeInt(octets));
  return octets.length >= 4 ? readNativeInt(octets) : (octets[0] ?? 0);
}

function known(what: string, result: number): void {
  if (result < 0 && lastErrno() === 'ENOPROTOOPT') throw unsupported(what, 'ENOPROTOOPT');
  checked(what, result);
}

function read(fd: number, level: number, number: number): Buffer {
  const value = Buffer.alloc(LARGEST_VALUE_OCTETS);
  const length = nativeInt(value.length);
  known('getsockopt', native.getsockopt(fd, level, number, value, length));
  return value.subarray(0, readNativeInt(length));
}
