/** Seconds for which a restarted zebra keeps the routes that it finds in the kernel: until BGP has announced them again. */
const RETAIN_S = 120;

/** Seconds from one restart to the next, as watchfrr counts them from its own start too; its default is 60. */
const RESTART_S = 5;

export interface DaemonOptions {
  bfd: boolean;
  /** Routes outlive a crash of the daemons that made them, which are restarted at once. */
  retain: boolean;
}

/**
 * Which daemons FRR's init script starts (zebra, staticd and watchfrr always are), each with its terminal on 127.0.0.1 only.
 * systemd's limit of 1024 open files is too low for bgpd on a hub with many sites: it needs some per session.
 */
export function renderDaemons({ bfd, retain }: DaemonOptions): string {
  return [
    "# Read by FRR's init script. Daemons that are not named here stay off.",
    "bgpd=yes",
    ...(bfd ? ["bfdd=yes"] : []),
    "vtysh_enable=yes",
    `zebra_options="  -A 127.0.0.1 -s 90000000${retain ? ` -K ${RETAIN_S}` : ""}"`,
    'bgpd_options="   -A 127.0.0.1"',
    'staticd_options="-A 127.0.0.1"',
    ...(bfd ? ['bfdd_options="   -A 127.0.0.1"'] : []),
    ...(retain ? [`watchfrr_options="--min-restart-interval=${RESTART_S}"`] : []),
    "MAX_FDS=4096",
    "",
  ].join("\n");
}

/** Makes vtysh write one integrated file, and read it at boot. */
export function renderVtysh(): string {
  return "service integrated-vtysh-config\n";
}
