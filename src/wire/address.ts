/** Addresses as text and octets: one place to import them from. */
export { type AddressClass, classify } from './address-class.js';
export { canonicalIp, formatIp, isIp4, isIp6, parseIp } from './ip-address.js';
export { formatMac, multicastMac, parseMac } from './mac-address.js';
export { solicitedNode } from './solicited-node.js';
