import type { WanPlan } from "../../plan/index.ts";
import { PUT } from "../shell/files.ts";
import { renderScript } from "../shell/script.ts";
import { START_UNITS, unitsOf } from "../shell/units.ts";
import { AGENT_FILE, KEYS_FOLDER, MARKS } from "./marks.ts";

/** What the script knows of its WAN: both hubs have the same. No value has a character that the shell reads. */
function facts({ hubs: [hub] }: WanPlan): string {
  const agent = hub.link !== undefined;
  const interfaces = [...(hub.link ? [hub.link.interface] : []), ...hub.tunnels.map((tunnel) => tunnel.interface)];
  const units = [...unitsOf(interfaces), ...(agent ? ["hubshift-agent.service"] : [])];
  const common = "chrony frr nftables traceroute wireguard-tools";
  return [
    `KEYS=${KEYS_FOLDER}`,
    `AGENT=${agent ? AGENT_FILE : ""}`,
    `DEBIAN_PACKAGES="ca-certificates curl ${common} iproute2 iputils-ping${agent ? " conntrack nodejs" : ""}"`,
    `AMAZON_PACKAGES="${common} iproute iputils${agent ? " conntrack-tools nodejs22" : ""}"`,
    `UNITS="${units.join(" ")}"`,
  ].join("\n");
}

const USAGE = `usage() {
  cat >&2 <<END
usage: install.sh HUB ADDRESS REGION [ROOT]
Makes this machine HUB behind the Elastic IP ADDRESS. It may be run again: what is in place already stays.
ROOT: change the files below it only; no packages, no services.
END
  exit 2
}

[ $# -ge 3 ] || usage
hub=$1 address=$2 region=$3 root=\${4:-}
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/hubs/$hub
[ -d "$tree" ] || usage
say() { printf 'hubshift: %s\\n' "$*"; }`;

const PACKAGES = `install_packages() {
  . /etc/os-release
  case $ID in
    debian | ubuntu)
      export DEBIAN_FRONTEND=noninteractive
      apt_get() { apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5 "$@"; }
      apt_get update
      # shellcheck disable=SC2086 # one word per package
      apt_get install -y --no-install-recommends $DEBIAN_PACKAGES
      ;;
    amzn)
      # FRR is not in Amazon's own repository: https://docs.aws.amazon.com/linux/al2023/ug/spal.html
      dnf install -q -y spal-release
      # shellcheck disable=SC2086 # one word per package
      dnf install -q -y $AMAZON_PACKAGES
      ;;
    *)
      say "$PRETTY_NAME is none of Debian, Ubuntu and Amazon Linux" >&2
      exit 1
      ;;
  esac
  install_session_manager || say "note: no Session Manager on this hub; everything else goes on"
}

# Ubuntu's and Amazon's images have it; Debian's have not.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-deb.html
install_session_manager() {
  if [ "$ID" != debian ] || dpkg-query -W amazon-ssm-agent >/dev/null 2>&1; then return; fi
  local package
  package=$(mktemp --suffix=.deb)
  curl -fsS --retry 5 -o "$package" "https://s3.$region.amazonaws.com/amazon-ssm-$region/latest/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb" &&
    dpkg -i "$package"
}`;

const FILES = `# A private key is in a variable and in files of root's, never in an argument that the process list shows.
hub_key=$(<"$root$KEYS/hub.key")
link_key=
if [ -e "$root$KEYS/link.key" ]; then link_key=$(<"$root$KEYS/link.key"); fi

${PUT}

put_files() {
  local path text
  while read -r path; do
    text=$(<"$tree/$path")
    text=\${text//${MARKS.hubKey}/"$hub_key"}
    text=\${text//${MARKS.linkKey}/"$link_key"}
    text=\${text//${MARKS.address}/"$address"}
    (umask 022 && mkdir -p "$(dirname "$root/$path")")
    put "$path" < <(printf '%s\\n' "$text")
  done < <(cd "$tree" && find . -type f -printf '%P\\n' | LC_ALL=C sort)
  chmod 700 "$root/etc/wireguard"
  if [ -z "$AGENT" ] || cmp -s "$here/$AGENT" "$root/$AGENT"; then return; fi
  changed=yes
  install -D -m 644 "$here/$AGENT" "$root/$AGENT"
}`;

const UNITS = `# Amazon Linux's nftables.service reads a file of its own.
load_firewall_at_boot() {
  local main=/etc/sysconfig/nftables.conf
  if [ ! -f "$main" ] || grep -qxF 'include "/etc/nftables.conf"' "$main"; then return; fi
  printf '%s\\n' 'include "/etc/nftables.conf"' >>"$main"
}

${START_UNITS}

if [ -z "$root" ]; then install_packages; fi
put_files
if [ -n "$root" ]; then exit 0; fi
load_firewall_at_boot
start_units
say "$hub is set up"`;

/**
 * The script that makes a plain Debian 12, Ubuntu 24.04 or Amazon Linux 2023 a hub, from the bundle that it lies in and the private
 * keys in `KEYS_FOLDER`. For bash, which all of them have.
 */
export function renderHubInstallScript(plan: WanPlan): string {
  const summary = `Makes this machine a hub of the WAN ${plan.name}.`;
  return renderScript("bash", summary, [facts(plan), USAGE, PACKAGES, FILES, UNITS]);
}
