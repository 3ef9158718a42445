import { ACKNOWLEDGMENT_RULES, type AcknowledgmentRules } from './rules/acknowledgment-rules.js';
import { CLOSING_RULES, type ClosingRules } from './rules/closing-rules.js';
import { ECN_RULES, type EcnRules } from './rules/ecn-rules.js';
import { HEADER_RULES, type HeaderRules } from './rules/header-rules.js';
import { NETWORK_RULES, type NetworkRules } from './rules/network-rules.js';
import { OPENING_RULES, type OpeningRules } from './rules/opening-rules.js';
import { RESET_RULES, type ResetRules } from './rules/reset-rules.js';
import { RETRANSMISSION_RULES, type RetransmissionRules } from './rules/retransmission-rules.js';
import { SEQUENCE_RULES, type SequenceRules } from './rules/sequence-rules.js';
import { WINDOW_RULES, type WindowRules } from './rules/window-rules.js';

/** Everything that the model decides by a rule of the RFC. A fault replaces one or two of them. */
export interface Rules
  extends HeaderRules,
    SequenceRules,
    OpeningRules,
    ResetRules,
    ClosingRules,
    AcknowledgmentRules,
    RetransmissionRules,
    WindowRules,
    EcnRules,
    NetworkRules {}

/** The rules of RFC 9293 and of those that it refers to. */
export const RULES: Rules = {
  ...HEADER_RULES,
  ...SEQUENCE_RULES,
  ...OPENING_RULES,
  ...RESET_RULES,
  ...CLOSING_RULES,
  ...ACKNOWLEDGMENT_RULES,
  ...RETRANSMISSION_RULES,
  ...WINDOW_RULES,
  ...ECN_RULES,
  ...NETWORK_RULES,
};
