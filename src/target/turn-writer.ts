/** Lines that are written together at the end of a turn of the event loop. */
export interface TurnWriter {
  /** Has a line written, its end added. */
  readonly add: (line: string) => void;
  /** Writes now what there is. */
  readonly flush: () => void;
}

/**
 * Joins the lines of one turn of the event loop: a write is a system call that wakes the reader, and cases that run side
 * by side make many calls in a turn. The order stays.
 */
export function turnWriter(write: (text: string) => void): TurnWriter {
  let text = '';
  let due: NodeJS.Immediate | undefined;
  const flush = () => {
    clearImmediate(due);
    due = undefined;
    if (text === '') return;
    const whole = text;
    text = '';
    write(whole);
  };
  const add = (line: string) => {
    text += `${line}\n`;
    due ??= setImmediate(flush);
  };
  return { add, flush };
}
