#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# BRANCH: builds, installs and starts the development manifest on that runtime, as an ordinary user without a network, and uses it
# on a real machine of a private libvirtd outside the sandbox.
set -eu
branch=$1
place=/var/tmp/savepoint-flatpak
checkout=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
id=io.github.savepoint.Savepoint.Devel
work=$HOME/.cache/savepoint-flatpak
export FLATPAK_USER_DIR=$work/installation
# Else the installation asks a system bus for parental controls.
export FLATPAK_SYSTEM_HELPER_ON_SESSION=1
mkdir -p "$work"

rm -rf "$work/repo" "$work/manifest.json"
flatpak --user remote-delete --force standin 2>/dev/null || true
flatpak --user remote-add --no-gpg-verify standin "file://$place/repo"
flatpak --user install -y --noninteractive --or-update standin "org.gnome.Platform//$branch" "org.gnome.Sdk//$branch"
python3 "$checkout/flatpak/offline.py" "$checkout/flatpak/$id.yml" "$place/sources" >"$work/manifest.json"
flatpak-builder --user --disable-rofiles-fuse --disable-updates --force-clean --state-dir="$work/state" \
  --repo="$work/repo" --default-branch=devel "$work/build" "$work/manifest.json"
flatpak --user remote-delete --force here 2>/dev/null || true
flatpak --user remote-add --no-gpg-verify here "file://$work/repo"
flatpak --user install -y --noninteractive --reinstall here "$id//devel"
export SP_RIG_BELOW=$XDG_RUNTIME_DIR # the sandbox sees no other socket
exec savepoint-rig run --demo -- python3 "$checkout/flatpak/try.py" "$id" "$checkout/build/pictures/flatpak.png"
