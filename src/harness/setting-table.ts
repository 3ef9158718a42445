/** Where a stack keeps a setting, and what one of the table's units is in its own. */
export interface SettingPlace {
  readonly name: string;
  readonly perUnit?: number;
}

/**
 * What cases ask of a target as a whole, by names of no operating system, and where stacks keep it. Switches are 0 and 1,
 * times are in seconds, all else is a count. A further stack is a further place in a row.
 */
export const SETTINGS = {
  /** RFC 4987 3.6. */
  'syn-cookies': [{ name: 'net.ipv4.tcp_syncookies' }, { name: 'net.inet.tcp.syncookies' }],
  /** RFC 7323 3. */
  timestamps: [{ name: 'net.ipv4.tcp_timestamps' }, { name: 'net.inet.tcp.rfc1323' }, { name: 'model.timestamps' }],
  /** RFC 3168 6.1.1: whether a SYN asks for ECN. Stacks have further values; 1 is this one in all of them. */
  ecn: [{ name: 'net.ipv4.tcp_ecn' }, { name: 'net.inet.tcp.ecn.enable' }, { name: 'model.ecn' }],
  /** R1 of RFC 9293 3.8.3, as a count of retransmissions. */
  'retransmissions-r1': [{ name: 'net.ipv4.tcp_retries1' }, { name: 'model.retries1' }],
  /** R2 of RFC 9293 3.8.3 for data, as a count of retransmissions. */
  'retransmissions-r2': [{ name: 'net.ipv4.tcp_retries2' }, { name: 'model.retries' }],
  /** RFC 9293 3.8.4: how long a connection is idle before its first keep-alive. */
  'keep-alive-idle': [
    { name: 'net.ipv4.tcp_keepalive_time' },
    { name: 'net.inet.tcp.keepidle', perUnit: 1_000 },
    { name: 'model.keepalive-idle', perUnit: 1_000 },
  ],
} as const satisfies Readonly<Record<string, readonly SettingPlace[]>>;

/** A setting by its name in the table. */
export type SettingName = keyof typeof SETTINGS;

/** Values for settings of the target. */
export type SettingValues = Readonly<Partial<Record<SettingName, number>>>;
