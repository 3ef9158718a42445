import { endianness } from 'node:os';
import { expect } from 'chai';
import { Asking } from './asking.js';
import { checked, native } from './libc.js';
import { AF_INET, IPPROTO_TCP, MSG_DONTWAIT, MSG_ERRQUEUE, SOCK_STREAM, SOL_SOCKET } from './linux.js';
import { controlMessages, receiveControl } from './messages.js';
import { encodeSockaddr, nativeInt, readNativeInt } from './sockaddr.js';

const SO_ZEROCOPY = 60;
const MSG_ZEROCOPY = 0x4000000;
const ORIGIN_ZEROCOPY = 5;

describe('messages beside the data', () => {
  const at = (octets: Buffer, value: bigint) =>
    endianness() === 'LE' ? octets.writeBigUInt64LE(value) : octets.writeBigUInt64BE(value);
  const message = (length: number, data: Buffer) => {
    const octets = Buffer.concat([Buffer.alloc(8), nativeInt(41), nativeInt(67), data]);
    at(octets, BigInt(length));
    return octets;
  };

  it('are read one after the other, each at its alignment', () => {
    const octets = Buffer.concat([message(17, Buffer.from([9, 0, 0, 0, 0, 0, 0, 0])), message(20, nativeInt(7))]);
    const read = controlMessages(octets).map(({ level, type, data }) => [level, type, data.length]);
    expect(read).to.deep.equal([
      [41, 67, 1],
      [41, 67, 4],
    ]);
  });

  for (const length of [0, 15, 1_000]) {
    it(`end at one that cannot be: ${length} octets`, () => {
      expect(controlMessages(message(length, nativeInt(7)))).to.deep.equal([]);
    });
  }

  it('come out of the error queue, and then there are none', async function () {
    const controller = new Asking();
    const fd = checked('socket', native.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
    try {
      const sockaddr = encodeSockaddr(4, await controller.listener(4));
      checked('connect', native.connect(fd, sockaddr, sockaddr.length));
      expect(receiveControl(fd, MSG_ERRQUEUE | MSG_DONTWAIT)).to.equal(undefined);
      if (native.setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, nativeInt(1), 4) < 0) this.skip();
      checked('send', native.send(fd, Buffer.alloc(100), 100, MSG_ZEROCOPY | MSG_DONTWAIT));
      const messages = await until(() => receiveControl(fd, MSG_ERRQUEUE | MSG_DONTWAIT));
      expect(messages.map(({ data }) => [readNativeInt(data), data[4]])).to.deep.equal([[0, ORIGIN_ZEROCOPY]]);
    } finally {
      native.close(fd);
      controller.session.end();
    }
  });
});

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('nothing came');
}
