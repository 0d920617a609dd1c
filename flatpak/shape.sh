#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# KIND BRANCH: turns a Debian root into a runtime, and puts it into the repository beside it. Runs as root, inside.
set -eu
kind=$1 branch=$2 arch=$(flatpak --default-arch)
cd "/var/tmp/savepoint-flatpak/$kind"

# There is no /etc/alternatives in a sandbox.
find root/usr -lname '/etc/alternatives/*' | while read -r link; do
  target=$(chroot root readlink -f "/${link#root/}") && [[ -n $target ]] && ln -sfr "root$target" "$link"
done
rm -rf usr && mv root/usr usr
rm -rf usr/etc && mv root/etc usr/etc
rm -rf root usr/share/man usr/share/doc
# It must be there, and empty: only then Flatpak adds /app/lib.
: >usr/etc/ld.so.conf
rm -rf usr/etc/ld.so.conf.d
# Flatpak looks for it on the sandbox's PATH.
ln -sf ../sbin/ldconfig usr/bin/ldconfig
(cd usr/etc && rm -rf resolv.conf hosts hostname localtime machine-id mtab shadow* gshadow* passwd- group- ssl/private)
cat >metadata <<END
[Runtime]
name=org.gnome.$kind
runtime=org.gnome.Platform/$arch/$branch
sdk=org.gnome.Sdk/$arch/$branch

[Environment]
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share
GI_TYPELIB_PATH=/app/lib/girepository-1.0
END
flatpak build-export --disable-sandbox --no-update-summary --runtime ../repo . "$branch"
flatpak build-update-repo ../repo
chmod -R a+rX ../repo
rm -rf usr files
