/** What is sent of a connection; the rest of the header follows from its TCB. */
export interface Outgoing {
  readonly seq: number;
  readonly syn?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
  readonly ack?: boolean;
  readonly psh?: boolean;
  readonly text?: Uint8Array;
  /** What the acknowledgment is for. */
  readonly why?: 'text' | 'fin' | 'other';
  /** It was never sent before. */
  readonly isNew?: boolean;
}
