import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { HostFiles } from "../../src/adopt/index.ts";
import { writeTree } from "../../src/system/index.ts";

/** `(key N)` in a file stands for the private key that the public ones in the others belong to. Nobody uses it elsewhere. */
const withKeys = (text: string): string =>
  text.replace(/\(key (\d)\)/g, (_, n: string) => Buffer.alloc(32, Number(n)).toString("base64"));

/** The kernel's WireGuard answers a packet that no peer owns with an error; wireguard-go drops it. */
export const kernelHasWireGuard =
  spawnSync("unshare", ["--net", "ip", "link", "add", "wg0", "type", "wireguard"]).status === 0;

const FRR_FILES: [string, string][] = [
  ["frr/daemons", 'bgpd=yes\nospfd=yes\nvtysh_enable=yes\nzebra_options="-A 127.0.0.1 -s 90000000"\n'],
  ["frr/vtysh.conf", "service integrated-vtysh-config\n"],
];

/**
 * Machines around one router, which is the shell's own network. Each is a set of namespaces with its own files, in which wg-quick and
 * FRR run as on a real one. `$1` is the folder of their disks. All of it ends with the shell.
 */
const MACHINES = `set -eu
exec 2>&1
sysctl -q net.ipv4.ip_forward=1
declare -A holder
machines=$1 number=0

# NAME ADDRESS [MTU of its cable]
machine() {
  local name=$1 address=$2 mtu=\${3:-1500} disk=$machines/$1
  unshare --net --mount --uts bash -c '
    mount -t sysfs sysfs /sys; ip link set lo up
    mount --bind "$0/wireguard" /etc/wireguard; mount --bind "$0/frr" /etc/frr
    for folder in /run /var/log /var/tmp; do mount -t tmpfs -o mode=755 tmpfs $folder; done
    mkdir /run/wireguard; install -d -o frr -g frr /run/frr /var/log/frr; chown -R frr:frr /etc/frr
    touch "$0/ready"; exec sleep infinity' "$disk" &
  holder[$name]=$!
  until [ -e "$disk/ready" ]; do sleep 0.02; done
  number=$((number + 1))
  ip link add to$number mtu $mtu type veth peer name eth0 mtu $mtu netns \${holder[$name]}
  ip address add 203.0.113.254/32 dev to$number; ip link set to$number up; ip route add $address dev to$number
  at $name ip address add $address/32 dev eth0; at $name ip link set eth0 up
  at $name ip route add 203.0.113.254 dev eth0; at $name ip route add default via 203.0.113.254
}

# NAME COMMAND...: runs it there
at() { local name=$1; shift; nsenter --target=\${holder[$name]} --net --mount --uts -- "$@"; }

# NAME: FRR, with the loopbacks that it announces
routing() {
  local loopback
  for loopback in $(sed -n 's|^ *network \\(.*/32\\)$|\\1|p' "$machines/$1/frr/frr.conf"); do at $1 ip address add $loopback dev lo; done
  at $1 /usr/lib/frr/frrinit.sh start >/dev/null
}

# LIMIT COMMAND...: waits until it succeeds, for LIMIT seconds at most
await() {
  local limit=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $limit ] || { echo "not within the limit: $*"; return 1; }; sleep 0.1; done
}
`;

/** What a scenario's script prints on the machines that have these files. */
export async function onMachines(hosts: readonly HostFiles[], script: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-machines-"));
  try {
    for (const { name, files } of hosts) {
      const named = files.map(({ file, text }): [string, string] => [
        `${file.endsWith("frr.conf") ? "frr" : "wireguard"}/${basename(file)}`,
        withKeys(text),
      ]);
      await writeTree(join(folder, name), new Map([...FRR_FILES, ...named]));
    }
    const own = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const shell = ["bash", "-c", `${MACHINES}\n${script}`, "bash", folder];
    const done = spawnSync("unshare", [...own, ...shell], { encoding: "utf8", timeout: 90_000 });
    if (done.error) throw done.error;
    return done.stdout.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
