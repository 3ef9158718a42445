/** What a service did when it was looked at, over one version of IP. Of one that does not answer all else is absent. */
export interface ServiceSeen {
  readonly name: string;
  readonly port: number;
  readonly family: 4 | 6;
  readonly answers: boolean;
  /** Octets that it sent unasked, as many as were waited for. */
  readonly speaksFirst?: number;
  readonly closesFirst?: boolean;
  /** Whether it takes text after its close. */
  readonly readsOn?: boolean;
  readonly echoes?: boolean;
  /** Whether it kept silent at a few octets that end no line. */
  readonly takesText?: boolean;
  /** What followed the peer's FIN: its own, a RST, or nothing. */
  readonly afterFin?: 'closes' | 'resets' | 'holds';
}
