import { readFileSync } from 'node:fs';
import { run } from '../lab/command.js';
import { capSurvivesDeviceLoss } from '../link/native-cap.js';
import { examineDevice, examineTarget } from './examine.js';
import { EXIT } from './exit.js';
import type { Finding } from './finding.js';
import { missingFor } from './lab-command.js';

const MARKS = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;
const CAP_NET_RAW = 13n;
const CAP_NET_ADMIN = 12n;

/** `tcpspec doctor`: looks at what a run needs and says what to do. Exit 0 if nothing is in the way, else 3. */
export async function doctorCommand(options: { iface?: string; address?: string }): Promise<number> {
  const findings = [...(await privileges()), ...(await packages()), ...(await natives()), ...assertions()];
  if (options.iface) findings.push(...(await examineDevice(options.iface)));
  if (options.iface && options.address) findings.push(...(await examineTarget(options.iface, options.address)));
  if (!options.iface)
    findings.push({
      kind: 'note',
      text: 'no interface was looked at: give --iface DEV, and --address IP to look for a target',
    });
  for (const { kind, text } of findings) process.stdout.write(`${MARKS[kind]} ${text}\n`);
  return findings.some(({ kind }) => kind === 'problem') ? EXIT.UNUSABLE : EXIT.OK;
}

async function privileges(): Promise<Finding[]> {
  const effective = BigInt(
    `0x${/^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`,
  );
  const has = (capability: bigint) => (effective & (1n << capability)) !== 0n;
  if (has(CAP_NET_RAW) && has(CAP_NET_ADMIN))
    return [{ kind: 'ok', text: 'may send and capture frames (CAP_NET_RAW, CAP_NET_ADMIN)' }];
  const namespaces = await run(['unshare', '--user', '--map-root-user', '--net', '--mount', 'true']).then(
    () => true,
    () => false,
  );
  if (!namespaces) return [{ kind: 'problem', text: 'not root, and user namespaces are not allowed: run as root' }];
  return [{ kind: 'note', text: 'not root: `run --lab netns` works in a user namespace, a real interface needs root' }];
}

async function packages(): Promise<Finding[]> {
  const missing = await missingFor(['ip', 'ethtool', 'sysctl', 'nft']);
  if (missing.length === 0)
    return [{ kind: 'ok', text: 'the commands that labs need are installed: ip, ethtool, sysctl, nft' }];
  return [
    {
      kind: 'problem',
      text: `not installed: ${missing.join(', ')} (Debian packages iproute2, ethtool, procps, nftables; npm run setup installs them)`,
    },
  ];
}

async function natives(): Promise<Finding[]> {
  const parts = [
    ['packet', async () => (await import('../link/native-packet.js')).packetCalls()],
    ['cap', () => import('../link/cap-link.js')],
    ['raw-socket', () => import('../link/raw-link.js')],
    ['koffi', () => import('../agent/main.js')],
  ] as const;
  const findings = parts.map(async ([name, load]): Promise<Finding> => {
    try {
      await load();
      return { kind: 'ok', text: `${name} loads` };
    } catch (error) {
      return {
        kind: 'problem',
        text: `${name} does not load (${(error as Error).message.split('\n')[0]}): run npm run setup`,
      };
    }
  });
  return Promise.all(findings);
}

function assertions(): Finding[] {
  try {
    if (capSurvivesDeviceLoss()) return [];
  } catch {
    return []; // it does not load, which is told already
  }
  return [
    {
      kind: 'note',
      text: 'cap was compiled with assertions: a run whose interface goes down ends without a report; `npm run setup` compiles it again',
    },
  ];
}
