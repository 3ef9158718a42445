/** Something to be shown if there is room: whole, or short. */
export interface Item {
  readonly whole: string;
  readonly short?: string;
}

/** Items under a heading. A section of which nothing fits, or that has none, is not shown. */
export interface Section {
  /** What its items are, in the plural, for saying how many were left out. */
  readonly what: string;
  readonly open: string;
  readonly items: readonly Item[];
  readonly close: string;
  /** The part of all room that it may take, from 0 to 1. */
  readonly share: number;
}

/** Sections one after the other in at most `most` characters, and in the end a line that says what there was no room for. */
export function fitted(sections: readonly Section[], most: number): string {
  const left: string[] = [];
  let text = '';
  for (const section of sections) {
    const room = Math.min(most * section.share, most - NOTE_CHARACTERS - text.length);
    const { shown, omitted } = filled(section, room);
    if (omitted > 0) left.push(`${omitted} ${section.what}`);
    text += shown;
  }
  if (left.length === 0) return text;
  return `${text}\n_Left out, to stay within ${most.toLocaleString('en')} characters: ${left.join(', ')}._\n`;
}

/** Enough for the line that says what was left out. */
const NOTE_CHARACTERS = 600;

function filled({ open, items, close }: Section, room: number): { shown: string; omitted: number } {
  let body = '';
  let omitted = 0;
  for (const { whole, short = whole } of items) {
    const left = room - open.length - close.length - body.length;
    // The first that is told short makes room for those after it to be told at all.
    if (whole.length <= left && omitted === 0) body += whole;
    else if (short.length <= left) body += short;
    else omitted++;
  }
  return { shown: body === '' ? '' : open + body + close, omitted };
}
