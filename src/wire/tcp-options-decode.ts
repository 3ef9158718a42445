import { viewOf } from './octets.js';
import { OPTION, type SackBlock, type TcpOption } from './tcp-option.js';

/**
 * The options in these octets, and what is wrong with them; encoding them again gives the same octets. A known kind of a
 * wrong length is returned as 'unknown', octets whose length octet is missing, below 2 or past the end as 'raw', both
 * with a problem. Byte arrays are views of what was given. Never throws.
 */
export function decodeOptions(bytes: Uint8Array): { options: TcpOption[]; problems: string[] } {
  const view = viewOf(bytes);
  const options: TcpOption[] = [];
  const problems: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const number = view.getUint8(at);
    if (number === OPTION.EOL) {
      options.push({ kind: 'eol' });
      readPadding(bytes.subarray(at + 1), options, problems);
      break;
    }
    if (number === OPTION.NOP) {
      options.push({ kind: 'nop' });
      at += 1;
      continue;
    }
    const length = at + 1 < bytes.length ? view.getUint8(at + 1) : undefined;
    if (length === undefined || length < 2 || at + length > bytes.length) {
      problems.push(`option ${number}: ${length === undefined ? 'no length' : `length ${length}`}`);
      options.push({ kind: 'raw', bytes: bytes.subarray(at) });
      break;
    }
    const data = bytes.subarray(at + 2, at + length);
    const option = readKnown(number, data);
    if (option === 'wrong length') problems.push(`option ${number}: length ${length}`);
    options.push(typeof option === 'object' ? option : { kind: 'unknown', number, data });
    at += length;
  }
  return { options, problems };
}

/** RFC 9293 3.1, MUST-69: zeros, nothing else, follow the end of the list. */
function readPadding(bytes: Uint8Array, options: TcpOption[], problems: string[]): void {
  if (bytes.length === 0) return;
  options.push({ kind: 'padding', bytes });
  if (bytes.some((octet) => octet !== 0)) problems.push('padding is not zero');
}

function readKnown(number: number, data: Uint8Array): TcpOption | 'unknown kind' | 'wrong length' {
  const view = viewOf(data);
  const { length } = data;
  switch (number) {
    case OPTION.MSS:
      return length === 2 ? { kind: 'mss', value: view.getUint16(0) } : 'wrong length';
    case OPTION.WINDOW_SCALE:
      return length === 1 ? { kind: 'window-scale', shift: view.getUint8(0) } : 'wrong length';
    case OPTION.SACK_PERMITTED:
      return length === 0 ? { kind: 'sack-permitted' } : 'wrong length';
    case OPTION.SACK:
      return length > 0 && length % 8 === 0 ? { kind: 'sack', blocks: readBlocks(view) } : 'wrong length';
    case OPTION.TIMESTAMPS:
      return length === 8
        ? { kind: 'timestamps', value: view.getUint32(0), echoReply: view.getUint32(4) }
        : 'wrong length';
    case OPTION.MD5:
      return length === 16 ? { kind: 'md5', digest: data } : 'wrong length';
    case OPTION.AO:
      return length >= 2
        ? { kind: 'ao', keyId: view.getUint8(0), rNextKeyId: view.getUint8(1), mac: data.subarray(2) }
        : 'wrong length';
    case OPTION.FAST_OPEN:
      // RFC 7413 4.1.1: empty asks for a cookie, which has 4 to 16 octets, an even number.
      return length === 0 || (length >= 4 && length <= 16 && length % 2 === 0)
        ? { kind: 'fast-open', cookie: data }
        : 'wrong length';
    default:
      return 'unknown kind';
  }
}

function readBlocks(view: DataView): SackBlock[] {
  return Array.from({ length: view.byteLength / 8 }, (_, index) => ({
    left: view.getUint32(8 * index),
    right: view.getUint32(8 * index + 4),
  }));
}
