import { usageError } from './exit.js';

/** Sysctls under net alone: nothing else has to do with what is looked at. */
const SETTING = /^(net(?:[./][A-Za-z0-9_:-]+)+)=([^\n]{1,200})$/;

/** What `--setting NAME=VALUE` asks of a lab's targets. Throws a usage error. */
export function labSettings(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = SETTING.exec(word) ?? [];
      if (name !== undefined && value !== undefined) return [name.replaceAll('/', '.'), value.trim()];
      throw usageError(`--setting ${word}: it has to be a sysctl under net, such as net.ipv4.tcp_sack=0`);
    }),
  );
}
