import { WireError } from './error.js';

/** The control bits of RFC 9293 3.1. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

const NAMES = new Map([
  ['SYN', SYN],
  ['FIN', FIN],
  ['RST', RST],
  ['PSH', PSH],
  ['ACK', ACK],
  ['URG', URG],
  ['ECE', ECE],
  ['CWR', CWR],
]);

/** The control bits of 'SYN,ACK'; '' and 'none' are 0. Throws a WireError on a name that RFC 9293 does not know. */
export function parseFlags(text: string): number {
  if (text === '' || text === 'none') return 0;
  let flags = 0;
  for (const name of text.split(',')) {
    const bit = NAMES.get(name.trim());
    if (bit === undefined) throw new WireError('tcp', `'${name}' is not a control bit, in '${text}'`);
    flags |= bit;
  }
  return flags;
}

/** The control bits as 'SYN,ACK', in the order SYN FIN RST PSH ACK URG ECE CWR; 'none' for 0. */
export function formatFlags(flags: number): string {
  const names = [...NAMES].filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return names.length === 0 ? 'none' : names.join(',');
}
