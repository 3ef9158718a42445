import { endianness } from 'node:os';
import { addressFamily, addressOctets, addressText } from './address.js';
import { badRequest, systemError } from './errors.js';
import { native } from './libc.js';
import { AF_INET, AF_INET6 } from './linux.js';
import type { Endpoint, Family } from './protocol.js';

/** Whether the machine stores the low octet first. */
export const LITTLE_ENDIAN = endianness() === 'LE';

/** Room for any sockaddr that TCP uses. */
export const SOCKADDR_OCTETS = 28;

/** A sockaddr_in or sockaddr_in6. The address may carry a zone (fe80::1%eth0). Throws bad-request. */
export function encodeSockaddr(family: Family, endpoint: Endpoint): Buffer {
  const [address = '', zone] = endpoint.address.split('%', 2);
  const octets = addressOctets(address);
  if (!octets || addressFamily(octets) !== family || (family === 4 && zone !== undefined)) {
    throw badRequest(`${endpoint.address} is not an IPv${family} address`);
  }
  const sockaddr = Buffer.alloc(family === 4 ? 16 : SOCKADDR_OCTETS);
  writeNative16(sockaddr, family === 4 ? AF_INET : AF_INET6);
  sockaddr.writeUInt16BE(endpoint.port, 2);
  octets.copy(sockaddr, family === 4 ? 4 : 8);
  if (zone !== undefined) writeNative32(sockaddr, zoneIndex(zone), 24);
  return sockaddr;
}

/** The endpoint that a call left in a sockaddr. The zone is not told. */
export function decodeSockaddr(sockaddr: Buffer): Endpoint {
  const family = LITTLE_ENDIAN ? sockaddr.readUInt16LE(0) : sockaddr.readUInt16BE(0);
  const octets = family === AF_INET6 ? sockaddr.subarray(8, 24) : sockaddr.subarray(4, 8);
  return { address: addressText(octets), port: sockaddr.readUInt16BE(2) };
}

/** The number of the interface that an address's zone names. */
export function zoneIndex(zone: string): number {
  if (/^\d{1,9}$/.test(zone)) return Number(zone);
  const index = native.if_nametoindex(zone);
  if (index === 0) throw systemError(`interface ${zone}`, 'ENODEV');
  return index;
}

/** A C int's octets. */
export function nativeInt(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  writeNative32(buffer, value >>> 0, 0);
  return buffer;
}

/** A C int out of its octets. */
export function readNativeInt(buffer: Buffer, at = 0): number {
  return LITTLE_ENDIAN ? buffer.readInt32LE(at) : buffer.readInt32BE(at);
}

function writeNative16(buffer: Buffer, value: number): void {
  if (LITTLE_ENDIAN) buffer.writeUInt16LE(value, 0);
  else buffer.writeUInt16BE(value, 0);
}

function writeNative32(buffer: Buffer, value: number, at: number): void {
  if (LITTLE_ENDIAN) buffer.writeUInt32LE(value, at);
  else buffer.writeUInt32BE(value, at);
}
