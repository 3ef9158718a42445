import type { PcapngReference, Result } from '../run.js';
import { shellWord } from './run-again.js';

/** How the frames of a result are found in the capture. */
export interface FramesPlace {
  readonly file: string;
  /** A relative URL of the capture. */
  readonly href: string;
  readonly first: number;
  readonly last: number;
  /** A display filter for Wireshark. */
  readonly filter: string;
  /** A command that prints them. */
  readonly command: string;
}

/** Where a result's frames are; undefined when it has none. `folder`: a relative URL that ends with `/`, or empty. */
export function framesOf({ pcapng }: Pick<Result, 'pcapng'>, folder: string): FramesPlace | undefined {
  const { file, first, count } = pcapng;
  if (count <= 0) return undefined;
  const filter = `frame.number >= ${first} && frame.number <= ${first + count - 1}`;
  return {
    ...{ file, first, filter },
    last: first + count - 1,
    href: hrefOf(pcapng, folder),
    command: `tshark -r ${shellWord(file)} -Y ${shellWord(filter)}`,
  };
}

// Always a path from here: nothing that a file's name holds makes it an address elsewhere.
function hrefOf({ file }: PcapngReference, folder: string): string {
  return `./${folder}${file.split('/').map(encodeURIComponent).join('/')}`;
}
