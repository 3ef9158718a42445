import type { DecodedSegment } from '../wire/tcp.js';

/** What the options of a segment say, as far as the model knows them. Of two of a kind the first counts. */
export interface ReadOptions {
  readonly mss?: number;
  readonly scale?: number;
  readonly sackPermitted?: boolean;
  readonly timestamps?: { readonly value: number; readonly echo: number };
  /** An option of a kind that is not known was there (RFC 9293 3.1, MUST-6). */
  readonly unknown: boolean;
  /** An option's length makes no sense; what follows it cannot be read (MUST-7). */
  readonly broken: boolean;
}

/** Reads the options that the model knows; any others are only noted. */
export function readOptions({ options }: Pick<DecodedSegment, 'options'>): ReadOptions {
  const mss = options.find((option) => option.kind === 'mss');
  const scale = options.find((option) => option.kind === 'window-scale');
  const timestamps = options.find((option) => option.kind === 'timestamps');
  return {
    ...(mss ? { mss: mss.value } : {}),
    ...(scale ? { scale: scale.shift } : {}),
    ...(options.some((option) => option.kind === 'sack-permitted') ? { sackPermitted: true } : {}),
    ...(timestamps ? { timestamps: { value: timestamps.value, echo: timestamps.echoReply } } : {}),
    unknown: options.some((option) => option.kind === 'unknown'),
    broken: options.some((option) => option.kind === 'raw'),
  };
}
