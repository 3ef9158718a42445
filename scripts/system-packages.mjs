import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { quietly, SetupError, succeeds } from './command.mjs';

/** What the lab and the report of a run need of the system: a command or a file, and the Debian package it comes from. */
const ALWAYS = [
  { command: 'ip', from: 'iproute2' },
  { command: 'ethtool', from: 'ethtool' },
  { command: 'nft', from: 'nftables' },
  { command: 'sysctl', from: 'procps' },
  { command: 'unshare', from: 'util-linux' },
];

const FOR_TESTS = [
  { command: 'tshark', from: 'tshark' },
  { command: 'xinetd', from: 'xinetd' },
  { command: 'ssh', from: 'openssh-client' },
  { command: 'sshd', from: 'openssh-server' },
  { command: 'chromium', from: 'chromium' },
];

/** What labs with machines of their own need: an emulator with its firmware, and a compiler for the agent inside. */
const FOR_LABS = [
  { command: 'qemu-system-x86_64', from: 'qemu-system-x86' },
  {
    file: 'bios-256k.bin',
    anyOf: ['/usr/share/seabios/bios-256k.bin', '/usr/share/qemu/bios-256k.bin'],
    from: 'seabios',
  },
  { command: 'gcc', from: 'gcc' },
  { file: 'libc.a', anyOf: ['/usr/lib/x86_64-linux-gnu/libc.a', '/usr/lib/libc.a'], from: 'libc6-dev' },
  { command: 'flock', from: 'util-linux' },
];

/** What compiling the native addons needs. */
const FOR_ADDONS = [
  { command: 'make', from: 'make' },
  { command: 'g++', from: 'g++' },
  { command: 'python3', from: 'python3' },
  { file: 'pcap.h', anyOf: ['/usr/include/pcap.h', '/usr/local/include/pcap.h'], from: 'libpcap-dev' },
];

/** What the benchmarks hold the program against. */
const FOR_BENCHMARKS = [
  { command: 'cc', from: 'gcc' },
  { file: 'stdio.h', anyOf: ['/usr/include/stdio.h'], from: 'libc6-dev' },
  { file: 'Scapy', anyOf: ['/usr/lib/python3/dist-packages/scapy/__init__.py'], from: 'python3-scapy' },
];

/**
 * Installs what is missing on a Debian-like system, as root; touches nothing that is there.
 * @throws SetupError (3) that names what is missing and the packages, where it cannot be installed.
 */
export function installMissing({ tests, labs, addons, say }) {
  const wanted = [ALWAYS, tests ? FOR_TESTS : [], labs ? FOR_LABS : [], addons ? FOR_ADDONS : []];
  const needed = wanted.flat();
  const missing = needed.filter((need) => !isThere(need));
  if (missing.length === 0) return;
  const packages = missing.map(({ from }) => from);
  const why = whyNotInstalled();
  if (why !== undefined) {
    throw new SetupError(`Missing: ${missing.map(told).join(', ')}; ${why}.\n${advice(packages)}`, 3);
  }
  install(packages, say);
  const still = needed.filter((need) => !isThere(need));
  if (still.length > 0) throw new SetupError(`Still missing after installing: ${still.map(told).join(', ')}.`, 3);
}

/** Installs what the benchmarks compare with. They work without: then this says what will not be measured, and how to get it. */
export function installForBenchmarks({ say }) {
  const missing = FOR_BENCHMARKS.filter((need) => !isThere(need));
  if (missing.length === 0) return;
  const packages = missing.map(({ from }) => from);
  try {
    const why = whyNotInstalled();
    if (why !== undefined) throw new SetupError(`${why}.\n${advice(packages)}`, 3);
    install(packages, say);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`not compared with ${missing.map(told).join(', ')}: ${error.message}`);
  }
}

function whyNotInstalled() {
  if (!succeeds('apt-get', ['--version'])) return 'there is no apt-get here';
  return process.getuid?.() === 0 ? undefined : 'installing them needs root';
}

function install(packages, say) {
  say(`installing ${packages.join(', ')}`);
  apt(['update']);
  apt(['install', '--yes', '--no-remove', '--no-install-recommends', ...packages]);
}

// Without a terminal for its questions, Debian takes each one's default: captures stay with root, for one.
function apt(args) {
  quietly('apt-get', ['--quiet', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    environment: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, // 1: what is installed is not started
    exitCode: 3,
  });
}

function isThere({ command, anyOf }) {
  return command === undefined ? anyOf.some((file) => existsSync(file)) : onPath(command);
}

// The system's own folders count even when they are not on the PATH, as for users other than root on Debian.
function onPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, command)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function told({ command, file, from }) {
  return `${command ?? file} (package ${from})`;
}

function advice(packages) {
  return `On Debian and Ubuntu: sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
}
