/** A line-wise way to an agent and back. Lines carry no newline. */
export interface Channel {
  /** What stands at the other end, for messages. */
  readonly name: string;
  /** What the agent asks for before it answers. */
  readonly token?: string;
  send(line: string): void;
  onLine(listener: (line: string) => void): void;
  /** Called once, with the reason in words, when nothing can come or go any more. Also when it has ended already. */
  onEnd(listener: (reason: string) => void): void;
  /** Ends it; resolves when it has ended. Idempotent. */
  close(): Promise<void>;
}

/** Longest line that is accepted from an agent: one receive of the largest size in base64, and then some. */
export const ANSWER_LIMIT_OCTETS = 2 * 1024 * 1024;
