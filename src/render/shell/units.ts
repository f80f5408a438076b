/** A host's units in the order in which they start: nothing passes before the firewall is up. */
export function unitsOf(interfaces: readonly string[]): string[] {
  return [
    "nftables.service",
    "hubshift-loopback.service",
    ...interfaces.map((name) => `wg-quick@${name}.service`),
    "frr.service",
  ];
}

/** A shell function that starts `UNITS`, now and at every boot, for a POSIX shell. What runs goes on where nothing is `changed`. */
export const START_UNITS = `start_units() {
  how=start
  if [ -n "$changed" ]; then how=restart; fi
  systemctl daemon-reload
  sysctl --quiet --load /etc/sysctl.d/90-hubshift.conf
  for unit in $UNITS; do
    systemctl enable --quiet "$unit"
    systemctl "$how" "$unit"
  done
}`;
