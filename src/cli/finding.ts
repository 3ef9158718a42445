/** One thing that was looked at: in order, worth knowing, or in the way, with what to do. */
export interface Finding {
  readonly kind: 'ok' | 'note' | 'problem';
  readonly text: string;
}
