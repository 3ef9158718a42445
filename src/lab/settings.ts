/**
 * What the lab pins in the target's namespace, so that two runs on one kernel see the same TCP whatever the machine's
 * own settings are. Time-outs are short where that shortens a case without changing the rule it looks at.
 */
export const PINNED_SETTINGS: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_syncookies': '0', // a cookie keeps no SYN-RECEIVED, which is what is to be seen
  'net.ipv4.tcp_congestion_control': 'reno', // the one that every kernel allows in a namespace
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_syn_linear_timeouts': '0', // the back-off of RFC 6298 from the first SYN on
  'net.ipv4.tcp_synack_retries': '5',
  'net.ipv4.tcp_retries1': '3',
  'net.ipv4.tcp_retries2': '15',
  'net.ipv4.tcp_orphan_retries': '0',
  'net.ipv4.tcp_fin_timeout': '3',
  'net.ipv4.tcp_timestamps': '1',
  'net.ipv4.tcp_window_scaling': '1',
  'net.ipv4.tcp_sack': '1',
  'net.ipv4.tcp_ecn': '2',
  'net.ipv4.tcp_rfc1337': '0',
  'net.ipv4.tcp_tw_reuse': '0',
  'net.ipv4.tcp_abort_on_overflow': '0',
  'net.ipv4.tcp_invalid_ratelimit': '500',
  'net.ipv4.tcp_stdurg': '0',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_keepalive_intvl': '75',
  'net.ipv4.tcp_keepalive_probes': '9',
  'net.ipv4.tcp_no_metrics_save': '1', // else a connection begins with what earlier ones measured
  'net.ipv4.tcp_max_syn_backlog': '4096',
  'net.ipv4.tcp_rmem': '4096 131072 6291456', // else the window scale goes by the memory of the machine, and by the kernel's age
  'net.ipv4.tcp_wmem': '4096 16384 4194304',
  'net.ipv4.conf.all.accept_source_route': '1', // RFC 9293 3.9.2.1; usually dropped by policy
  'net.ipv4.conf.test0.accept_source_route': '1',
  'net.core.somaxconn': '4096',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv6.icmp.echo_ignore_all': '0',
};

/** Read and recorded, not changed: they tell kernels apart, or are read-only in a namespace. */
export const RECORDED_SETTINGS: readonly string[] = [
  ...Object.keys(PINNED_SETTINGS),
  'net.ipv4.tcp_challenge_ack_limit',
  'net.ipv4.tcp_max_tw_buckets',
  'net.ipv4.tcp_moderate_rcvbuf',
  'net.ipv4.tcp_rto_min_us',
  'net.ipv4.tcp_rto_max_ms',
  'net.ipv4.tcp_fastopen',
  'net.ipv4.tcp_autocorking',
  'net.ipv4.ip_local_port_range',
];
