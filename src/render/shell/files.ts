/**
 * Shell functions that put a host's files in place, for a POSIX shell. They expect `root`, what stands before every path: empty on the
 * machine itself; and a file's folder to be there. `changed` is empty as long as everything is what it was.
 */
export const PUT = `own() {
  case $1 in
    etc/wireguard/*) chmod 600 "$2" ;;
    etc/frr/*)
      chmod 640 "$2"
      if [ -z "$root" ]; then chown frr:frr "$2"; fi
      ;;
    *) chmod 644 "$2" ;;
  esac
}

changed=
# Makes what it reads the file $1: never half written, and its owner's before it is in place.
put() {
  rm -rf "$root/$1.hubshift-new"
  cat >"$root/$1.hubshift-new"
  if [ -f "$root/$1" ] && cmp -s "$root/$1.hubshift-new" "$root/$1"; then
    rm "$root/$1.hubshift-new"
    own "$1" "$root/$1"
    return
  fi
  changed=yes
  own "$1" "$root/$1.hubshift-new"
  mv "$root/$1.hubshift-new" "$root/$1"
}`;
