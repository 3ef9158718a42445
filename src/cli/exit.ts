/** The exit codes of DESIGN's "Command line". */
export const EXIT = { OK: 0, UNEXPECTED: 1, USAGE: 2, UNUSABLE: 3, NOTHING: 4, INTERRUPTED: 130 } as const;

/** Ends a command with a message for the user and an exit code. The message says what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Wrong usage or configuration. */
export function usageError(message: string): CommandError {
  return new CommandError(EXIT.USAGE, message);
}

/** The lab, the link or the target cannot be used. */
export function unusable(message: string): CommandError {
  return new CommandError(EXIT.UNUSABLE, message);
}

/** There is nothing to be run. */
export function nothingSelected(message: string): CommandError {
  return new CommandError(EXIT.NOTHING, message);
}

/** Stopped by a signal before there was anything to report. */
export function interruptedEarly(): CommandError {
  return new CommandError(EXIT.INTERRUPTED, 'interrupted before any case had run; there is no report');
}
