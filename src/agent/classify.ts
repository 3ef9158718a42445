import { BlockList, isIPv4 } from 'node:net';

/** Whether an address is out on the Internet. Multicast, broadcast and unspecified addresses are `special`. */
export function classify(address: string): 'special' | 'local' | 'public' {
  const plain = address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
  if (SPECIAL.check(plain, family)) return 'special';
  return LOCAL.check(plain, family) ? 'local' : 'public';
}

const SPECIAL = subnets(['0.0.0.0/32', '255.255.255.255/32', '224.0.0.0/4', '::/128', 'ff00::/8']);

// RFC 1918, 6598, 3927, 5737, 2544; RFC 4193, 4291, 3849, 9637, 5180.
const LOCAL = subnets([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  '2001:db8::/32',
  '3fff::/20',
  '2001:2::/48',
]);

function subnets(prefixes: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const prefix of prefixes) {
    const [address = '', length] = prefix.split('/');
    blocks.addSubnet(address, Number(length), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return blocks;
}
