import { execFileSync } from 'node:child_process';
import { isIp4 } from '../wire/address.js';
import { LinkError } from './link.js';

/** The firewall mark (SO_MARK) on what the tester sends through raw sockets. */
export const rawMark = 0x74637073;

/** A firewall table of this process. */
export interface RawGuard {
  readonly table: string;
  /** Idempotent. */
  remove(): void;
}

/**
 * Keeps the tester's own kernel from resetting connections that it does not know: drops outgoing RST segments from
 * these addresses that lack `rawMark`, in an nftables table `tcpspec_<pid>`, or `tcpspec_<pid>_2` while that one is in
 * use. The table goes with `remove` or when the process exits; after a killed process, `nft delete table inet
 * tcpspec_<pid>` removes it. Throws LinkError `not-available` without nft, `no-privilege` without CAP_NET_ADMIN.
 */
export function installRawGuard(addresses: readonly string[]): RawGuard {
  const table = freeName();
  nft(rules(table, addresses));
  installed.add(table);
  const remove = (): void => {
    if (!installed.delete(table)) return;
    process.off('exit', remove);
    // Adding it first makes the removal work when someone else has removed it already.
    nft(`add table inet ${table}\ndelete table inet ${table}\n`);
  };
  process.once('exit', remove);
  return { table, remove };
}

const installed = new Set<string>();

function freeName(): string {
  const name = `tcpspec_${process.pid}`;
  let table = name;
  for (let i = 2; installed.has(table); i++) table = `${name}_${i}`;
  return table;
}

function rules(table: string, addresses: readonly string[]): string {
  const drops = addresses.map((address) => {
    const family = isIp4(address) ? 'ip' : 'ip6';
    return `add rule inet ${table} output ${family} saddr ${address} tcp flags & rst == rst meta mark != ${rawMark} drop\n`;
  });
  return [
    `add table inet ${table}\n`,
    `add chain inet ${table} output { type filter hook output priority 0; policy accept; }\n`,
    ...drops,
  ].join('');
}

function nft(script: string): void {
  try {
    execFileSync('nft', ['-f', '-'], { input: script, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (cause) {
    if (/not permitted|permission/i.test(String(cause))) {
      throw new LinkError('no-privilege', 'a firewall rule needs CAP_NET_ADMIN; run as root', { cause });
    }
    throw new LinkError('not-available', 'nft failed; install nftables, or use --link cap, which needs no rule', {
      cause,
    });
  }
}
