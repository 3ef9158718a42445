import { encodeBlock } from '../../src/link/pcapng-format.js';
import { decodePcapng } from '../../src/link/pcapng-reader.js';
import { GOLDEN } from '../../src/wire/golden.js';
import { broken, type FuzzTarget, textOctets } from '../target.js';

/** Evidence files, which may come from anybody. */
export const CAPTURE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'pcapng',
    mostOctets: 2048,
    seeds: [captureOf(GOLDEN.arpRequest), captureOf(GOLDEN.syn, GOLDEN.synAck), bigEndian()],
    dictionary: [
      [0x0a, 0x0d, 0x0d, 0x0a],
      [0x4d, 0x3c, 0x2b, 0x1a],
      [0x1a, 0x2b, 0x3c, 0x4d],
      [1, 0, 0, 0],
      [6, 0, 0, 0],
      [12, 0, 0, 0],
      [9, 0, 1, 0],
      [1, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0],
      [6, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0],
    ].map((octets) => Uint8Array.from(octets)),
    sources: ['/src/link/pcapng-reader.js', '/src/link/pcapng-format.js'],
    run(input) {
      let frames: readonly { readonly bytes: Uint8Array }[] = [];
      try {
        frames = decodePcapng(input, 'the file').frames;
      } catch (error) {
        const told = error instanceof Error && /^the file(:| is not) /.test(error.message);
        if (!told) throw error;
      }
      const octets = frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (octets > input.length) broken(`${octets} octets of frames in a file of ${input.length}`);
    },
  },
];

function captureOf(...frames: readonly Uint8Array[]): Uint8Array {
  const section = Uint8Array.from([0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
  const device = Uint8Array.from([1, 0, 0, 0, 0, 0, 4, 0]);
  const blocks = [
    encodeBlock(0x0a0d0d0a, section, [{ code: 4, value: 'tcpspec' }]),
    encodeBlock(1, device, [{ code: 9, value: Uint8Array.of(9) }]),
    ...frames.map((frame) =>
      encodeBlock(6, packetOf(frame), [
        { code: 1, value: 'a case' },
        { code: 2, value: Uint8Array.of(1, 0, 0, 0) },
      ]),
    ),
  ];
  return new Uint8Array(Buffer.concat(blocks));
}

function packetOf(frame: Uint8Array): Uint8Array {
  const body = Buffer.alloc(20 + frame.length);
  body.writeUInt32LE(0x5f5e100, 8);
  body.writeUInt32LE(frame.length, 12);
  body.writeUInt32LE(frame.length, 16);
  body.set(frame, 20);
  return body;
}

function bigEndian(): Uint8Array {
  const section = Buffer.concat([
    Buffer.from([0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0]),
    Buffer.alloc(8, 0xff),
    Buffer.from([0, 0, 0, 28]),
  ]);
  const device = Buffer.from([0, 0, 0, 1, 0, 0, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20]);
  return new Uint8Array(Buffer.concat([section, device, textOctets('')]));
}
