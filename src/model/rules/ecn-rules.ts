/** What the model decides about explicit congestion notification (RFC 9293 3.8.2, SHLD-8; RFC 3168). */
export interface EcnRules {
  /** RFC 3168 6.1.1: the bits that a SYN,ACK answers a SYN with, given those of the SYN. */
  ecnAnswer(syn: { readonly ece: boolean; readonly cwr: boolean }): 'ece' | 'both' | 'none';
  /** RFC 3168 6.1.1: our own SYN asks for ECN, if it is switched on. */
  asksForEcn(isOn: boolean): boolean;
  /** RFC 3168 6.1.1: whether the SYN,ACK that answers it agrees. */
  ecnAgreed(synAck: { readonly ece: boolean; readonly cwr: boolean }): boolean;
  /** RFC 3168 6.1.3: a mark that arrives is echoed. */
  readonly echoesMarks: boolean;
  /** RFC 3168 6.1.3: until the sender says that it has heard. */
  readonly cwrEndsEcho: boolean;
  /** RFC 3168 6.1.2: an echo halves the congestion window, once a window of data. */
  readonly heedsEcho: boolean;
  /** RFC 3168 6.1.2: and the next new data says so. */
  readonly saysReduced: boolean;
  /** RFC 3168 6.1.4, 6.1.5: only new data is sent as capable of ECN, no bare ACK and nothing that is sent again. */
  sentAsCapable(isNewText: boolean): boolean;
}

/** What RFC 3168 says. */
export const ECN_RULES: EcnRules = {
  ecnAnswer: ({ ece, cwr }) => (ece && cwr ? 'ece' : 'none'),
  asksForEcn: (isOn) => isOn,
  ecnAgreed: ({ ece, cwr }) => ece && !cwr,
  echoesMarks: true,
  cwrEndsEcho: true,
  heedsEcho: true,
  saysReduced: true,
  sentAsCapable: (isNewText) => isNewText,
};
