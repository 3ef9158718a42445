import { existsSync } from 'node:fs';
import { succeeds } from './command.mjs';

/**
 * The start of a command line that runs the rest of it in a network and a mount namespace of its own, so that it cannot
 * touch this machine's network and its named namespaces vanish with it. Undefined where that is not allowed.
 */
export function privateNetwork() {
  const root = ['--net', '--mount', '--propagation', 'private'];
  const options = [root, ['--user', '--map-root-user', ...root]].find((each) => succeeds('unshare', [...each, 'true']));
  if (options === undefined) return undefined;
  return ['unshare', ...options, 'sh', '-c', PREPARE, 'sh', existsSync('/run/netns') ? '/run/netns' : '/run'];
}

// The mounts hide the named namespaces of this machine, and show the devices of the new namespace in /sys.
const PREPARE = `
PATH="$PATH:/usr/sbin:/sbin"
ip link set lo up || exit 1
mount -t tmpfs tmpfs "$1" || exit 1
mkdir -p /run/netns
mount -t sysfs sysfs /sys 2>/dev/null
shift
exec "$@"
`;
