import { PUT } from "../shell/files.ts";

/** What is remembered is written before what it is about is changed, so that an interrupted run can be repeated or undone. */
export const FILES = `known() { [ -e "$state/$1" ] && grep -qxF -- "$2" "$state/$1"; }
note() { known "$1" "$2" || printf '%s\\n' "$2" >>"$state/$1"; }
there() { [ -e "$1" ] || [ -L "$1" ]; }

make_folder() {
  if [ -d "$1" ]; then return; fi
  make_folder "$(dirname "$1")"
  note folders "$1"
  case $1 in
    */wireguard) mkdir -m 700 "$1" ;;
    *) mkdir -m 755 "$1" ;;
  esac
}

keep() {
  if known files "$1"; then return; fi
  if there "$root/$1"; then
    mkdir -p "$state/before/$(dirname "$1")"
    cp -a "$root/$1" "$state/before/$1"
  fi
  note files "$1"
}

${PUT}

restore() {
  rm -f "$root/$1" "$root/$1.hubshift-new"
  if there "$state/before/$1"; then cp -a "$state/before/$1" "$root/$1"; fi
}

put_files() {
  for path in $FILES; do
    keep "$path"
    make_folder "$(dirname "$root/$path")"
    put "$path" <"$here/files/$path"
  done
  # What an older archive of this site had, and this one has not.
  while read -r path; do
    if ! printf '%s\\n' "$FILES" | grep -qxF -- "$path"; then
      restore "$path"
      changed=yes
    fi
  done <"$state/files"
}`;
