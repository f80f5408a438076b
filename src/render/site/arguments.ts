/** What the script is asked for: `action`, `ssh_ok` and `root`; and that this machine can do it. */
export const ARGUMENTS = `usage() {
  cat <<END
usage: sh install.sh [--ssh-ok] [--root DIR]      set this machine up as $SITE of the WAN $WAN
       sh install.sh --uninstall [--root DIR]     put back what was there, remove what was added

It may be run again: what is in place already stays. Files that it replaces are kept in /var/lib/hubshift-site.
  --ssh-ok     go on although this SSH session may not survive the firewall
  --root DIR   change the files below DIR only: no packages, no services
END
}

say() { printf '%s\\n' "$*"; }
die() { printf 'error: %s\\nhint: %s\\n' "$1" "$2" >&2; exit "$3"; }

root=
action=install
ssh_ok=
while [ $# -gt 0 ]; do
  case $1 in
    --uninstall) action=uninstall ;;
    --ssh-ok) ssh_ok=yes ;;
    --root)
      [ $# -gt 1 ] || die "--root needs a folder" "--root DIR" 2
      root=$2
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) die "there is no option $1" "sh install.sh --help lists them" 2 ;;
  esac
  shift
done
here=$(cd "$(dirname "$0")" && pwd)
state=$root/var/lib/hubshift-site

[ "$(id -u)" = 0 ] || die "only root can set up a router" "run it with sudo, or as root" 1
[ -d "$root/var/lib" ] || die "$root/var/lib is no folder" "give the root of a Debian system" 1
if [ -z "$root" ]; then
  for program in apt-get dpkg-query systemctl; do
    command -v "$program" >/dev/null || die "there is no $program" "this is for Debian 12 with systemd" 1
  done
fi`;
