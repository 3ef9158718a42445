import { isIP } from 'node:net';
import { addressOctets, addressText } from '../../src/agent/address.js';
import {
  canonicalIp,
  classify,
  formatMac,
  isIp4,
  isIp6,
  multicastMac,
  parseIp,
  parseMac,
} from '../../src/wire/address.js';
import { WireError } from '../../src/wire/error.js';
import { broken, demandSame, type FuzzTarget, latin1, textOctets } from '../target.js';

/** Addresses as text: tester, agent and Node are of one mind, and each address has one spelling. */
export const TEXT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'address',
    mostOctets: 64,
    seeds: [
      '192.0.2.1',
      '2001:db8::1',
      '::ffff:192.0.2.1',
      'ff02::1:ff00:2',
      '255.255.255.255',
      '::',
      'fe80::1%lo',
    ].map(textOctets),
    dictionary: ['::', ':', '.', '0', '00', 'ffff', '255', '256', '%', '192.0.2.1'].map(textOctets),
    sources: ['/src/wire/ip-address.js', '/src/wire/address-class.js', '/src/agent/address.js'],
    run(input) {
      const text = latin1(input);
      const node = text.includes('%') ? 0 : isIP(text);
      const own = isIp4(text) ? 4 : isIp6(text) ? 6 : 0;
      if (own !== node) broken(`${JSON.stringify(text)} is IPv${own} to the tester and IPv${node} to Node`);
      const agents = addressOctets(text);
      if (own === 0) {
        if (agents !== undefined) broken(`${JSON.stringify(text)} is an address to the agent alone`);
        return demandRefused(() => parseIp(text));
      }
      demandSame('the octets', agents ?? new Uint8Array(0), parseIp(text));
      const canonical = canonicalIp(text);
      if (canonicalIp(canonical) !== canonical || addressText(parseIp(text)) !== canonical)
        broken(`${text} has two spellings: ${canonical}, ${canonicalIp(canonical)}, ${addressText(parseIp(text))}`);
      const multicast = classify(text) === 'multicast';
      if (multicast && !canonical.startsWith('::ffff:')) multicastMac(text);
    },
  },
  {
    name: 'mac',
    mostOctets: 32,
    seeds: ['02:00:00:00:00:01', 'ff:ff:ff:ff:ff:ff'].map(textOctets),
    dictionary: [':', '-', 'FF'].map(textOctets),
    sources: ['/src/wire/mac-address.js'],
    run(input) {
      const text = latin1(input);
      try {
        const octets = parseMac(text);
        if (formatMac(octets) !== text.toLowerCase()) broken(`${text} becomes ${formatMac(octets)}`);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
    },
  },
];

function demandRefused(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (error instanceof WireError) return;
    throw error;
  }
  broken('what is no address is parsed');
}
