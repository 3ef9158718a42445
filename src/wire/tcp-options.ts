import { padded, unsigned, viewOf } from './octets.js';
import { OPTION, type TcpOption } from './tcp-option.js';

export { OPTION, type SackBlock, type TcpOption } from './tcp-option.js';
export { decodeOptions } from './tcp-options-decode.js';

/** The octets of the options, padded with zeros (which read as end of list) to a multiple of 4. Any number of octets is built. */
export function encodeOptions(options: readonly TcpOption[]): Uint8Array {
  const bytes = new Uint8Array(optionsLength(options));
  writeOptions(bytes, 0, options);
  return bytes;
}

/** How many octets encodeOptions makes of these. */
export function optionsLength(options: readonly TcpOption[]): number {
  let sum = 0;
  for (const option of options) sum += octetsOf(option);
  return padded(sum);
}

/** Writes the options, without padding, into octets that have room for them. */
export function writeOptions(bytes: Uint8Array, start: number, options: readonly TcpOption[]): void {
  const view = viewOf(bytes);
  let at = start;
  for (const option of options) {
    write(bytes, view, at, option);
    at += octetsOf(option);
  }
}

function octetsOf(option: TcpOption): number {
  switch (option.kind) {
    case 'eol':
    case 'nop':
      return 1;
    case 'mss':
      return 4;
    case 'window-scale':
      return 3;
    case 'sack-permitted':
      return 2;
    case 'sack':
      return 2 + 8 * option.blocks.length;
    case 'timestamps':
      return 10;
    case 'fast-open':
      return 2 + option.cookie.length;
    case 'md5':
      return 2 + option.digest.length;
    case 'ao':
      return 4 + option.mac.length;
    case 'unknown':
      return 2 + option.data.length;
    case 'raw':
    case 'padding':
      return option.bytes.length;
  }
}

function write(bytes: Uint8Array, view: DataView, at: number, option: TcpOption): void {
  const head = (number: number) => {
    bytes[at] = checked('option kind', number, 8);
    bytes[at + 1] = checked('option length', octetsOf(option), 8);
  };
  switch (option.kind) {
    case 'eol':
      bytes[at] = OPTION.EOL;
      return;
    case 'nop':
      bytes[at] = OPTION.NOP;
      return;
    case 'mss':
      head(OPTION.MSS);
      view.setUint16(at + 2, checked('mss', option.value, 16));
      return;
    case 'window-scale':
      head(OPTION.WINDOW_SCALE);
      bytes[at + 2] = checked('window scale', option.shift, 8);
      return;
    case 'sack-permitted':
      head(OPTION.SACK_PERMITTED);
      return;
    case 'sack':
      head(OPTION.SACK);
      option.blocks.forEach(({ left, right }, index) => {
        view.setUint32(at + 2 + 8 * index, checked('sack left edge', left, 32));
        view.setUint32(at + 6 + 8 * index, checked('sack right edge', right, 32));
      });
      return;
    case 'timestamps':
      head(OPTION.TIMESTAMPS);
      view.setUint32(at + 2, checked('timestamp value', option.value, 32));
      view.setUint32(at + 6, checked('timestamp echo reply', option.echoReply, 32));
      return;
    case 'fast-open':
      head(OPTION.FAST_OPEN);
      bytes.set(option.cookie, at + 2);
      return;
    case 'md5':
      head(OPTION.MD5);
      bytes.set(option.digest, at + 2);
      return;
    case 'ao':
      head(OPTION.AO);
      bytes[at + 2] = checked('ao key id', option.keyId, 8);
      bytes[at + 3] = checked('ao next key id', option.rNextKeyId, 8);
      bytes.set(option.mac, at + 4);
      return;
    case 'unknown':
      head(option.number);
      bytes.set(option.data, at + 2);
      return;
    case 'raw':
    case 'padding':
      bytes.set(option.bytes, at);
  }
}

function checked(field: string, value: number, bits: number): number {
  return unsigned('tcp', field, value, bits);
}
