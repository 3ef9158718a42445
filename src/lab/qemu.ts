/** What a virtual machine is started with. */
export interface MachinePlan {
  readonly kernel: string;
  readonly initramfs: string;
  readonly memoryMb: number;
  readonly accelerator: 'kvm' | 'tcg';
  /** The device that is its cable's other end. */
  readonly tap: string;
  /** A Unix socket for each port that an agent waits at. */
  readonly ports: readonly string[];
  /** The file that its console goes to. */
  readonly console: string;
}

/** The program that runs virtual machines. */
export const QEMU = 'qemu-system-x86_64';

/** Without these a segment leaves the guest with an unfinished checksum, or merged with others. */
const NOTHING_LEFT_TO_THE_HOST = [
  ...['csum', 'gso', 'guest_csum', 'guest_tso4', 'guest_tso6', 'guest_ecn', 'guest_ufo'],
  ...['host_tso4', 'host_tso6', 'host_ecn', 'host_ufo', 'mrg_rxbuf'],
].map((feature) => `${feature}=off`);

/** One processor alone: what comes in is then dealt with in the order in which it came. */
const PROCESSORS = '1';

const KERNEL_ARGUMENTS = 'rdinit=/init console=ttyS0 quiet no_timer_check tsc=reliable mitigations=off panic=-1';

/** The command that runs a virtual machine, with its console in a file and nothing that it was not told to have. */
export function qemuCommand(plan: MachinePlan): string[] {
  const { kernel, initramfs, memoryMb, accelerator, tap, ports, console } = plan;
  return [
    ...[QEMU, '-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ...['-machine', 'pc', '-accel', accelerator, '-cpu', 'max', '-smp', PROCESSORS, '-m', String(memoryMb)],
    ...['-kernel', kernel, '-initrd', initramfs, '-append', KERNEL_ARGUMENTS],
    ...['-serial', `file:${console}`],
    ...['-netdev', `tap,id=net,ifname=${tap},script=no,downscript=no,vhost=off`],
    ...['-device', `virtio-net-pci,netdev=net,romfile=,${NOTHING_LEFT_TO_THE_HOST.join(',')}`],
    ...['-device', 'virtio-serial-pci'],
    ...ports.flatMap((path, n) => [
      ...['-chardev', `socket,id=port${n},path=${path},server=on,wait=off`],
      ...['-device', `virtserialport,chardev=port${n},name=agent${n}`],
    ]),
  ];
}
