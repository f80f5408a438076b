/** `sysctl.d` file: the host forwards between its tunnels, and takes packets that come in on another interface than replies leave by. */
export function renderSysctl(): string {
  return [
    "# Hubs forward between sites, sites forward for their own networks.",
    "net.ipv4.ip_forward = 1",
    "# Loose: while BGP converges after a move, a packet may come in by another interface than the one its reply would",
    "# leave by, and strict filtering would drop it. The kernel takes the larger of `all` and the interface's own value,",
    "# so that 2 here covers tunnels that do not exist yet.",
    "net.ipv4.conf.all.rp_filter = 2",
    "",
  ].join("\n");
}

/** Service that gives `lo` the address that BGP announces: FRR announces a network only while the kernel has it. */
export function renderLoopbackService(loopback: string): string {
  return [
    "[Unit]",
    `Description=Loopback address ${loopback} of the WAN`,
    "After=network-pre.target",
    "Before=frr.service",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    `ExecStart=/sbin/ip address replace ${loopback}/32 dev lo`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}
