/** The two things that the script can be asked for. */
export const ACTIONS = `refuse_lockout() {
  if [ -z "$SSH_FROM" ]; then return; fi
  say "note: SSH will come in from these networks only: $SSH_FROM"
  if [ -n "\${SSH_CONNECTION:-}" ] && [ -z "$ssh_ok" ]; then
    die "this is an SSH session, and the firewall may end it" "from those networks, or with a console at hand: --ssh-ok" 1
  fi
}

install_site() {
  if [ -n "$OWN_KEY" ] && [ ! -s "$root$OWN_KEY" ]; then
    die "$OWN_KEY is missing" "put the private key of $SITE there: owner root, mode 600" 1
  fi
  if [ -z "$root" ]; then refuse_lockout; fi
  mkdir -p "$state"
  if [ -z "$root" ]; then install_packages; fi
  put_files
  if [ -n "$root" ]; then
    say "the files of $SITE are below $root"
    return
  fi
  start_site
  check
}

uninstall_site() {
  if [ ! -d "$state" ]; then
    say "nothing to remove: $SITE is not set up here"
    return
  fi
  if [ -z "$root" ]; then stop_units; fi
  if [ -e "$state/files" ]; then
    while read -r path; do restore "$path"; done <"$state/files"
  fi
  if [ -z "$root" ]; then settle_machine; fi
  if [ -e "$state/folders" ]; then
    sort -r "$state/folders" | while read -r folder; do rmdir "$folder" 2>/dev/null || :; done
  fi
  rm -rf "$state"
  say "removed: this machine is as it was before $SITE"
}

case $action in
  install) install_site ;;
  uninstall) uninstall_site ;;
esac`;
