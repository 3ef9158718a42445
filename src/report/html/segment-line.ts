/** A line of a trace, taken apart. What the line does not tell is undefined. */
export interface SegmentLine {
  /** The control bits in the RFC's words: `SYN,ACK`; `none`. */
  readonly control: string;
  /** `0` or, with data, `1:6`. */
  readonly seq?: string;
  readonly ack?: string;
  readonly window?: string;
  readonly urgent?: string;
  /** Without the brackets: `mss 1460,sackOK`. */
  readonly options?: string;
  /** Octets of text. */
  readonly length?: string;
  readonly retransmission: boolean;
  /** All else that the line says, such as a wrong checksum. */
  readonly notes: readonly string[];
}

/** Takes a line of a trace apart (tcpdump's notation, as `trace[].text` has it); undefined when it is not one. */
export function segmentLine(text: string): SegmentLine | undefined {
  const match = /^Flags \[(?<letters>[FSRP.UEW]+|none)\](?<rest>.*)$/s.exec(text);
  if (!match?.groups) return undefined;
  const { letters = '', rest = '' } = match.groups;
  const found: Record<string, string> = {};
  const left = FIELDS.reduce((remaining, [name, pattern]) => {
    const field = pattern.exec(remaining);
    if (field === null) return remaining;
    found[name] = field[1] ?? '';
    return remaining.slice(0, field.index) + remaining.slice(field.index + field[0].length);
  }, rest);
  const retransmission = left.includes(RETRANSMISSION);
  const notes = left
    .replace(RETRANSMISSION, '')
    .split(',')
    .map((note) => note.trim().replace(/^\((.*)\)$/, '$1'))
    .filter((note) => note !== '');
  return { control: control(letters), ...found, retransmission, notes };
}

const RETRANSMISSION = '(retransmission)';

// Options come first: what is in their brackets may look like any other field.
const FIELDS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['options', /, options \[([^\]]*)\]/],
  ['seq', /, seq (\d+(?::\d+)?)/],
  ['ack', /, ack (\d+)/],
  ['window', /, win (\d+)/],
  ['urgent', /, urg (\d+)/],
  ['length', /, length (\d+)/],
];

const BITS: Readonly<Record<string, string>> = {
  S: 'SYN',
  F: 'FIN',
  R: 'RST',
  P: 'PSH',
  U: 'URG',
  E: 'ECE',
  W: 'CWR',
  '.': 'ACK',
};

function control(letters: string): string {
  if (letters === 'none') return 'none';
  const order = Object.keys(BITS);
  return [...letters]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((letter) => BITS[letter] ?? letter)
    .join(',');
}
