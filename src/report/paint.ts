import type { Verdict } from './run.js';

/** Puts colour on text for a terminal, or leaves it as it is. */
export interface Paint {
  readonly verdict: (verdict: Verdict, text?: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** A paint that colours, or one that changes nothing. */
export function paint(colour: boolean): Paint {
  const coloured = (code: string, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    verdict: (verdict, text = verdict) => coloured(COLOURS[verdict], text),
    strong: (text) => coloured('1', text),
    faint: (text) => coloured('2', text),
  };
}

/** Whether to colour what goes to a stream: only on a terminal that can, and never when NO_COLOR is set (no-color.org). */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

const COLOURS: Readonly<Record<Verdict, string>> = {
  PASS: '32',
  FAIL: '1;31',
  DEVIATES: '33',
  INFO: '36',
  INCONCLUSIVE: '35',
  UNSUPPORTED: '2',
  ERROR: '1;31',
};
